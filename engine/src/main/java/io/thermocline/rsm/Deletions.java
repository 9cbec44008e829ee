// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes objects, and goes on trying in the background what failed: the broker deletes a topic's segments once, and
 * gives up at the first exception.
 */
final class Deletions {

    private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

    static final int MOST_PENDING = 10_000;
    private static final Duration PATIENCE_IN_BACKGROUND = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** What surrounds the deletion of an object: {@link #before} each attempt, {@link #after} the one that succeeded. */
    interface Guard {
        void before(List<ObjectKey> keys, Duration patience) throws StoreException;

        void after(List<ObjectKey> keys);
    }

    private final ObjectStore store;
    private final Guard guard;
    private final ScheduledExecutorService timer;
    private final ConcurrentHashMap<ObjectKey, List<ObjectKey>> pending = new ConcurrentHashMap<>();

    /**
     * @param timer runs the later attempts; owned by the caller
     */
    Deletions(ObjectStore store, Guard guard, ScheduledExecutorService timer) {
        this.store = Objects.requireNonNull(store, "store");
        this.guard = Objects.requireNonNull(guard, "guard");
        this.timer = Objects.requireNonNull(timer, "timer");
    }

    /**
     * Deletes the objects under all of {@code keys}, which are where one segment may be, with one request. When this
     * throws, later attempts have been scheduled.
     *
     * @param patience how long to wait for the store
     */
    void delete(List<ObjectKey> keys, Duration patience) throws StoreException {
        try {
            attempt(keys, patience);
        } catch (StoreException | RuntimeException | Error e) {
            retryLater(keys, e);
            throw e;
        }
    }

    private void attempt(List<ObjectKey> keys, Duration patience) throws StoreException {
        guard.before(keys, patience);
        store.delete(keys, Deadline.after(patience));
        pending.remove(keys.get(0));
        guard.after(keys);
    }

    private void retryLater(List<ObjectKey> keys, Throwable why) {
        if (pending.size() >= MOST_PENDING) {
            LOG.warn(
                    "Deleting {} failed ({}), and {} other deletions wait already to be tried again: it will not be."
                            + " Unless the broker deletes it again, the object stays in the store.",
                    keys,
                    why.getMessage(),
                    MOST_PENDING);
            guard.after(keys);
            return;
        }
        if (pending.putIfAbsent(keys.get(0), keys) == null) {
            LOG.warn("Deleting {} failed and will be tried again in the background: {}", keys, why.getMessage());
            schedule(keys, FIRST_PAUSE);
        }
    }

    private void schedule(List<ObjectKey> keys, Duration pause) {
        try {
            ScheduledFuture<?> unused =
                    timer.schedule(() -> retry(keys, pause), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.warn("The plugin is being closed: deleting {} will not be tried again.", keys);
        }
    }

    private void retry(List<ObjectKey> keys, Duration pause) {
        if (!pending.containsKey(keys.get(0))) {
            return;
        }
        try {
            attempt(keys, PATIENCE_IN_BACKGROUND);
            LOG.info("Deleted {}, which had failed before.", keys);
        } catch (StoreException | RuntimeException | Error e) {
            LOG.debug("Deleting {} failed again", keys, e);
            Duration doubled = pause.multipliedBy(2);
            schedule(keys, doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE);
        }
    }

    /** Returns how many deletions wait to be tried again. */
    int pending() {
        return pending.size();
    }

    /** Says which deletions nobody will try again. */
    void close() {
        if (!pending.isEmpty()) {
            LOG.warn(
                    "{} deletions failed and were not yet made up for when the plugin was closed; unless the broker"
                            + " deletes them again, these objects stay in the store: {}",
                    pending.size(),
                    pending.keySet());
        }
    }
}
