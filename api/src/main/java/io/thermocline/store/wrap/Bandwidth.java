// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A token bucket that holds one second's worth of bytes. Who takes bytes waits until all of them are there, first come,
 * first served, so that whatever the sizes, no stretch of time sees more than the limit and one second of it.
 */
final class Bandwidth {

    private static final long BUCKET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RateLimit limit;
    private final WaitingClock clock;
    private final ReentrantLock lock = new ReentrantLock(true);
    /** When all bytes taken so far have flowed in; the bucket is full once that is a second ago. */
    private long paidAt;

    private long lastTime;

    Bandwidth(RateLimit limit, WaitingClock clock) {
        this.limit = limit;
        this.clock = clock;
        this.lastTime = clock.nanoTime();
        this.paidAt = lastTime - BUCKET_NANOS;
    }

    /** Waits until {@code bytes} may move, or throws at once if that will not be before the deadline. */
    void take(long bytes, Deadline deadline, String what) throws StoreException {
        long wait = reserve(bytes, deadline, what);
        if (wait <= 0) {
            return;
        }
        try {
            clock.await(wait);
        } catch (InterruptedException e) {
            giveBack(bytes);
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted(what + " was interrupted while waiting for " + limit, e);
        }
    }

    private long reserve(long bytes, Deadline deadline, String what) throws StoreException {
        lock.lock();
        try {
            long now = clock.nanoTime();
            if (now - lastTime < 0) {
                // The clock went back, and what is owed with it.
                paidAt += now - lastTime;
            }
            lastTime = now;
            long full = now - BUCKET_NANOS;
            long at = (paidAt - full > 0 ? paidAt : full) + nanosFor(bytes);
            long wait = Math.max(0, at - now);
            Duration waiting = Duration.ofNanos(wait);
            if (deadline.remaining(waiting).compareTo(waiting) < 0) {
                throw new StoreException.Unavailable(
                        "%s moves %d bytes, which %s allows only in %d ms, later than its deadline; raise the limit"
                                .formatted(what, bytes, limit, waiting.toMillis()),
                        null,
                        true);
            }
            paidAt = at;
            return wait;
        } finally {
            lock.unlock();
        }
    }

    /** Returns bytes that were taken but did not move. */
    void giveBack(long bytes) {
        lock.lock();
        try {
            paidAt -= nanosFor(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the largest step in which a long transfer should take its bytes, for others to get their turn. */
    int step() {
        return (int) Math.max(1, Math.min(64 * 1024, limit.bytesPerSecond() / 20));
    }

    private long nanosFor(long bytes) {
        return (long) (bytes * 1e9 / limit.bytesPerSecond());
    }
}
