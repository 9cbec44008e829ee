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
 * gives up at the first exception. It deletes nothing at all after a copy that it has cancelled, so what such a copy may
 * have brought is deleted here, too.
 */
final class Deletions {

    private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

    static final int MOST_PENDING = 10_000;
    private static final Duration PATIENCE_IN_BACKGROUND = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    /** A store may finish what it was asked for long after whoever asked has gone; the last look is for one that is slow. */
    private static final List<Duration> LOOKS =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofMinutes(2));

    /** How long all that is left may take in the end. */
    private static final Duration LAST_TIME = Duration.ofSeconds(2);

    /** What surrounds the deletion of an object: {@link #before} each attempt, {@link #after} the one that succeeded. */
    interface Guard {
        void before(List<ObjectKey> keys, Duration patience) throws StoreException;

        void after(List<ObjectKey> keys);
    }

    private final ObjectStore store;
    private final Guard guard;
    private final ScheduledExecutorService timer;
    private final ConcurrentHashMap<ObjectKey, List<ObjectKey>> pending = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ObjectKey, BrokenOff> brokenOff = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** A copy that failed, and may yet take place. */
    private static final class BrokenOff {
        private int looks;
    }

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
            if (closed) {
                LOG.warn("The plugin is closed: deleting {} will not be tried again, and what is there stays.", keys);
            }
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

    /**
     * Sees to it that nothing is left of a copy that failed and may take place behind its caller's back: deletes the object
     * in the background, more than once.
     */
    void deleteWhatMayCome(ObjectKey key) {
        if (brokenOff.size() >= MOST_PENDING) {
            LOG.warn("The copy to {} failed, and whether it takes place all the same will not be looked at.", key);
            return;
        }
        BrokenOff copy = new BrokenOff();
        brokenOff.put(key, copy);
        lookLater(key, copy);
    }

    /** Says that the segment is copied anew: what comes now is wanted. */
    void expect(ObjectKey key) {
        brokenOff.remove(key);
    }

    private void lookLater(ObjectKey key, BrokenOff copy) {
        try {
            long pause = LOOKS.get(copy.looks).toMillis();
            ScheduledFuture<?> unused = timer.schedule(() -> look(key, copy), pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            if (closed) {
                LOG.warn("The plugin is closed: if the copy to {} takes place all the same, the object stays.", key);
            }
        }
    }

    private void look(ObjectKey key, BrokenOff copy) {
        if (brokenOff.get(key) != copy) {
            return;
        }
        List<ObjectKey> keys = List.of(key);
        try {
            attempt(keys, PATIENCE_IN_BACKGROUND);
        } catch (StoreException | RuntimeException | Error e) {
            retryLater(keys, e);
        }
        copy.looks++;
        if (copy.looks == LOOKS.size()) {
            brokenOff.remove(key, copy);
        } else {
            lookLater(key, copy);
        }
    }

    /** Returns how many deletions wait to be tried again. */
    int pending() {
        return pending.size();
    }

    /**
     * Tries for the last time, and for a moment only, to delete what is still to be deleted, and says which objects may stay.
     * What comes later is only said, too.
     *
     * @param last does so; the timer does nothing any more
     */
    void close(ObjectStore last) {
        closed = true;
        boolean interrupted = Thread.interrupted();
        try {
            Deadline end = Deadline.after(LAST_TIME);
            settle(last, List.copyOf(brokenOff.keySet()), end);
            makeUp(last, pending.values().stream().flatMap(List::stream).toList(), end);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void settle(ObjectStore last, List<ObjectKey> copies, Deadline end) {
        if (copies.isEmpty()) {
            return;
        }
        try {
            last.delete(copies, end);
            LOG.info(
                    "{} copies were broken off shortly before the plugin was closed. They have left nothing; only if the"
                            + " store carries out later what it was asked for before, an object stays. Their keys: {}",
                    copies.size(),
                    copies);
        } catch (StoreException | RuntimeException | Error e) {
            LOG.warn(
                    "{} copies were broken off shortly before the plugin was closed, and what they may have brought could"
                            + " not be deleted ({}). If they have objects, these stay in the store: {}",
                    copies.size(),
                    e.getMessage(),
                    copies);
        }
    }

    private void makeUp(ObjectStore last, List<ObjectKey> failed, Deadline end) {
        if (failed.isEmpty()) {
            return;
        }
        try {
            last.delete(failed, end);
            LOG.info("Deleted {}, which had failed before.", failed);
            pending.clear();
        } catch (StoreException | RuntimeException | Error e) {
            LOG.warn(
                    "{} deletions failed and were not made up for when the plugin was closed ({}); unless the broker"
                            + " deletes them again, these objects stay in the store: {}",
                    pending.size(),
                    e.getMessage(),
                    failed);
        }
    }
}
