// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.cache.memory.OffHeapMemory;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A block's place in memory, from the moment it is going to be read from the store. Whoever wants it becomes its user, and
 * waits for it if need be; it does not go while it has users.
 */
final class CachedBlock {

    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private enum State {
        LOADING,
        READY,
        FAILED
    }

    private final SegmentBlocks segment;
    private final int index;
    private final boolean ahead;

    // Changed, if at all, by whoever loads it, before others can read it or it can go.
    private OffHeapMemory.Piece piece;
    private ByteBuffer bytes;

    // Where it stands among others: guarded by the lock of BlockMemory.
    CachedBlock older;
    CachedBlock newer;
    Shelf shelf;
    boolean countedAsUnread;

    // Guarded by this.
    private State state = State.LOADING;
    private StoreException failure;
    /** Whoever loads it is the first of its users. */
    private int users = 1;

    private boolean unwanted;
    private boolean gone;

    private volatile long reader;

    /**
     * @param ahead whether nobody waited for it when it was asked for
     */
    CachedBlock(SegmentBlocks segment, int index, OffHeapMemory.Piece piece, boolean ahead) {
        this.segment = segment;
        this.index = index;
        this.piece = piece;
        this.bytes = piece.buffer(segment.table().length(index));
        this.ahead = ahead;
    }

    SegmentBlocks segment() {
        return segment;
    }

    int index() {
        return index;
    }

    OffHeapMemory.Piece piece() {
        return piece;
    }

    /** Returns the block's bytes, to be filled by whoever loads it and read by its users, by absolute positions. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Exchanges memory with a block of the same length, while the caller loads both. */
    void changePlaces(CachedBlock other) {
        OffHeapMemory.Piece ownPiece = piece;
        ByteBuffer ownBytes = bytes;
        piece = other.piece;
        bytes = other.bytes;
        other.piece = ownPiece;
        other.bytes = ownBytes;
    }

    boolean ahead() {
        return ahead;
    }

    /** Becomes a user, unless the block is going. */
    synchronized boolean use() {
        if (gone || unwanted) {
            return false;
        }
        users++;
        return true;
    }

    /** Returns whether there are users beside the one who loads it. */
    synchronized boolean hasOtherUsers() {
        return users > 1;
    }

    /** Ends a use. Returns whether the block's memory must be freed now. */
    synchronized boolean letGo() {
        if (users == 0) {
            throw new IllegalStateException(this + " has no users, one of which could let it go");
        }
        users--;
        return goIfUnused();
    }

    /** Says that it must go as soon as it has no users. Returns whether its memory must be freed now. */
    synchronized boolean discard() {
        unwanted = true;
        return goIfUnused();
    }

    private boolean goIfUnused() {
        if (users == 0 && unwanted && !gone) {
            gone = true;
            return true;
        }
        return false;
    }

    /** Makes it go if it has no users. Returns whether its memory must be freed now. */
    synchronized boolean evict() {
        if (users > 0 || gone || unwanted) {
            return false;
        }
        gone = true;
        return true;
    }

    synchronized boolean isUnwanted() {
        return unwanted;
    }

    synchronized void becomeReady() {
        state = State.READY;
        notifyAll();
    }

    synchronized void fail(StoreException why) {
        state = State.FAILED;
        failure = why;
        notifyAll();
    }

    synchronized boolean isReady() {
        return state == State.READY;
    }

    /**
     * Waits, as a user, until it is loaded.
     *
     * @return whether it is; false if the load failed, see {@link #failure}
     */
    synchronized boolean awaitLoad(Deadline deadline) throws StoreException {
        awaitEnd(deadline);
        if (state == State.LOADING) {
            throw new StoreException.Unavailable("the read of " + this + " got no answer in time", null);
        }
        return state == State.READY;
    }

    /** Waits until the load has ended, or the time is over. Whoever waits need not be a user. */
    synchronized void awaitEnd(Deadline deadline) throws StoreException {
        try {
            long nanos = deadline.remaining(LONGEST_WAIT).toNanos();
            while (state == State.LOADING && nanos > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
                nanos = deadline.remaining(LONGEST_WAIT).toNanos();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted("interrupted while waiting for the read of " + this, e);
        }
    }

    synchronized StoreException failure() {
        return failure;
    }

    /** Copies bytes from the block, as many as there are and as have room. */
    int copy(int from, byte[] target, int offset, int length) {
        int n = Math.min(length, bytes.limit() - from);
        bytes.get(from, target, offset, n);
        return n;
    }

    /** Returns who read it first, or 0 if nobody has. */
    long reader() {
        return reader;
    }

    void readBy(long who) {
        reader = who;
    }

    @Override
    public String toString() {
        return "block " + index + " of object " + segment.object().key();
    }
}
