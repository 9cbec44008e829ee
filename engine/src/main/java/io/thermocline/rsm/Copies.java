// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.segment.SegmentName;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreTask;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The copies that are running on this broker, and the segments that are being deleted: a delete breaks off the copy of its
 * segment and waits for its end, and no copy of the segment begins before the delete is done.
 */
final class Copies {

    /**
     * Where a segment stands.
     *
     * @param copy the copy that runs or ran last, if any
     * @param forbidden whether the segment is being deleted
     */
    private record State(Optional<StoreTask<?>> copy, boolean forbidden) {
        /** Who waits for a copy may see its end a moment before it is removed here. */
        boolean allowsCopy() {
            return !forbidden && copy.map(StoreTask::hasEnded).orElse(true);
        }
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
            if (state != null && !state.allowsCopy()) {
                String why = state.forbidden() ? "it is being deleted" : "a copy of it is running";
                throw new StoreException.Failed("segment " + segment + " cannot be copied now: " + why, null);
            }
            StoreTask<T> task = starter.start();
            State running = new State(Optional.of(task), false);
            states.put(key, running);
            // Not when its caller gives up: work that is slow to end might still complete.
            task.whenEnded(() -> states.remove(key, running));
            return task;
        }
    }

    /**
     * Forbids copies of a segment until {@link #allow}, and breaks off the one that is running.
     *
     * @throws StoreException.Unavailable if it has not ended after {@code patience}; it remains forbidden
     * @throws StoreException.Interrupted if the caller was interrupted while waiting; it remains forbidden
     */
    void forbid(ObjectKey key, Duration patience) throws StoreException {
        State state;
        synchronized (states) {
            state = states.compute(
                    key, (k, before) -> new State(before == null ? Optional.empty() : before.copy(), true));
        }
        if (state.copy().isPresent()) {
            StoreTask<?> copy = state.copy().get();
            copy.abandon();
            awaitEnd(copy, patience);
            if (!copy.hasEnded()) {
                throw new StoreException.Unavailable(
                        "the copy of %s is being broken off, but did not end within %d ms"
                                .formatted(key, patience.toMillis()),
                        null);
            }
        }
    }

    /** Waits until a copy has ended, however it does, or {@code patience} is over. */
    private static void awaitEnd(StoreTask<?> copy, Duration patience) throws StoreException.Interrupted {
        try {
            copy.await(Deadline.after(patience));
        } catch (StoreException.Interrupted e) {
            throw e;
        } catch (StoreException e) {
            // It was broken off, or is not over yet: its own caller hears of it.
            return;
        }
    }

    /** Lets the segment be copied again. */
    void allow(ObjectKey key) {
        states.remove(key);
    }
}
