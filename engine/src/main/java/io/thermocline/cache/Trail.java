// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.ObjectKey;

/**
 * One reader's way through one segment, from call to call: the broker opens a stream for each megabyte, which begins within
 * the one before or where it ended.
 */
final class Trail {

    /** A step forward this small is no jump. */
    private static final long SMALL_STEP = 256 * 1024;

    private final long id;
    private final ObjectKey key;

    private long callStart;
    private long end;
    private long run;
    private int requestedTo;
    private boolean followed = true;
    private boolean steady;
    private boolean finished;
    private boolean nextWarmed;
    private long lastUse;

    /**
     * @param id not zero
     * @param run how many bytes its reader has read in a row before it came here
     */
    Trail(long id, ObjectKey key, long position, long run, long now) {
        this.id = id;
        this.key = key;
        this.callStart = position;
        this.end = position;
        this.run = run;
        this.lastUse = now;
    }

    long id() {
        return id;
    }

    ObjectKey key() {
        return key;
    }

    /** Returns whether a call that begins at {@code position} goes on where this was. */
    synchronized boolean leadsTo(long position) {
        return position >= callStart && position <= end + SMALL_STEP;
    }

    /** Returns whether no call follows this. */
    synchronized boolean isFree() {
        return !followed;
    }

    /** Begins to be followed by a call. */
    synchronized void follow(long position, long now) {
        followed = true;
        steady = true;
        lastUse = now;
        callStart = position;
    }

    synchronized void leave() {
        followed = false;
    }

    /** Notes that its reader goes on at {@code position}; a jump begins anew. */
    synchronized void comeTo(long position, int block) {
        if (!leadsTo(position)) {
            callStart = position;
            end = position;
            run = 0;
            steady = false;
            finished = false;
            requestedTo = block;
            nextWarmed = false;
        }
    }

    /** Notes that its reader has read up to {@code position}. */
    synchronized void advanceTo(long position) {
        if (position > end) {
            run += position - end;
            end = position;
        }
    }

    /** Notes that its reader has read the last byte there is. */
    synchronized void finish() {
        finished = true;
    }

    /** Returns how many bytes its reader has read in a row. */
    synchronized long run() {
        return run;
    }

    /** Returns whether its reader has come again where it left off. */
    synchronized boolean isSteady() {
        return steady;
    }

    /** Returns whether its reader has come again where it left off, and has more to read. */
    synchronized boolean goesOn() {
        return steady && !finished;
    }

    synchronized long end() {
        return end;
    }

    /** Returns the first block that was not yet requested for it. */
    synchronized int requestedTo() {
        return requestedTo;
    }

    synchronized void requestedTo(int block) {
        requestedTo = Math.max(requestedTo, block);
    }

    /** Returns true once: the first time that its reader comes near the end. */
    synchronized boolean warmsNext() {
        boolean first = !nextWarmed;
        nextWarmed = true;
        return first;
    }

    synchronized long lastUse() {
        return lastUse;
    }
}
