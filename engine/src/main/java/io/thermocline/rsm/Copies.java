// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.segment.SegmentName;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreTask;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The copies that are running on this broker, and the segments that are being deleted: a delete breaks off the copy of its
 * segment and waits for its end, and no copy of the segment begins before the delete is done.
 */
final class Copies {

    private interface State {}

    private record Running(StoreTask<?> task) implements State {}

    private enum Forbidden implements State {
        BEING_DELETED
    }

    /** Begins a task. */
    interface Starter<T> {
        StoreTask<T> start() throws StoreException;
    }

    private final ConcurrentHashMap<ObjectKey, State> states = new ConcurrentHashMap<>();

    /** Begins a copy, unless one is running already or the segment is being deleted. */
    <T> StoreTask<T> begin(ObjectKey key, SegmentName segment, Starter<T> starter) throws StoreException {
        synchronized (states) {
            State state = states.get(key);
            if (state != null) {
                String why = state == Forbidden.BEING_DELETED ? "it is being deleted" : "a copy of it is running";
                throw new StoreException.Failed("segment " + segment + " cannot be copied now: " + why, null);
            }
            StoreTask<T> task = starter.start();
            states.put(key, new Running(task));
            return task;
        }
    }

    /** Notes that a copy has ended. */
    void ended(ObjectKey key, StoreTask<?> task) {
        states.remove(key, new Running(task));
    }

    /**
     * Forbids copies of a segment until {@link #allow}, and breaks off the one that is running.
     *
     * @throws StoreException.Unavailable if it has not ended after {@code patience}; it remains forbidden
     */
    void forbid(ObjectKey key, Duration patience) throws StoreException {
        State before;
        synchronized (states) {
            before = states.put(key, Forbidden.BEING_DELETED);
        }
        if (before instanceof Running running) {
            running.task().abandon();
            running.task().endsWell(patience);
            if (!running.task().hasEnded()) {
                throw new StoreException.Unavailable(
                        "the copy of " + key + " is being broken off, but did not end within " + patience.toMillis()
                                + " ms",
                        null);
            }
        }
    }

    /** Lets the segment be copied again. */
    void allow(ObjectKey key) {
        states.remove(key, Forbidden.BEING_DELETED);
    }
}
