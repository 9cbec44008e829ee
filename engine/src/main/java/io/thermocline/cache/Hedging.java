// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreTask;
import io.thermocline.store.wrap.StoreThreads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/**
 * Says when a request for blocks that somebody waits for is late, and whether it may then be made a second time: for a few in
 * a hundred, by a thread that has nothing to do, and never while the store refuses or does not answer.
 */
final class Hedging implements AutoCloseable {

    /** Longer than a store that is taken for dead is not asked. */
    static final Duration CALM_AFTER_FAILURE = Duration.ofSeconds(10);

    private final StoreThreads threads;
    private final AheadLimit limit;
    private final CacheMeters meters;
    private final LongSupplier nanoClock;
    private final Alarms alarms;
    private final HedgeBudget budget;
    private final FirstBlockTimes times = new FirstBlockTimes();
    private volatile boolean failed;
    private volatile long calmUntil;

    /**
     * @param limit is told when the store asks for fewer requests
     * @param percent how many requests of a hundred may be made twice
     * @param alarms closed by this
     */
    Hedging(
            StoreThreads threads,
            AheadLimit limit,
            CacheMeters meters,
            LongSupplier nanoClock,
            Alarms alarms,
            int percent) {
        this.threads = threads;
        this.limit = limit;
        this.meters = meters;
        this.nanoClock = nanoClock;
        this.alarms = alarms;
        this.budget = new HedgeBudget(percent);
    }

    long now() {
        return nanoClock.getAsLong();
    }

    CacheMeters meters() {
        return meters;
    }

    /** Notes a request that begins, and does something if it turns out to be late. */
    Alarms.Alarm watch(Runnable whenLate) {
        budget.earn();
        return times.late().isEmpty()
                ? Alarms.Alarm.NONE
                : alarms.after(times.late().getAsLong(), whenLate);
    }

    /** Notes how long a request took to bring its first block, or that it had not brought one when another did. */
    void firstBlockAfter(long nanos) {
        times.add(nanos);
    }

    /** Notes that the store did not answer a request, or asked for fewer. */
    void unavailable(StoreException.Unavailable failure) {
        if (failure.throttled()) {
            limit.throttled();
        }
        calmUntil = now() + CALM_AFTER_FAILURE.toNanos();
        failed = true;
    }

    private boolean isCalm() {
        long left = calmUntil - now();
        // More is left only if the clock went back.
        boolean failedLately = failed && left > 0 && left <= CALM_AFTER_FAILURE.toNanos();
        return failedLately || limit.isThrottled();
    }

    /** Returns whether a second request may be made now; it is paid for then. */
    boolean allows() {
        return !isCalm() && budget.take();
    }

    /** Says that an allowed request was not made. */
    void giveBack() {
        budget.giveBack();
    }

    /** Begins a second request, if a thread has nothing to do. */
    Optional<StoreTask<Void>> begin(String what, Callable<Void> request) {
        try {
            return threads.readIfFree(what, request);
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        alarms.close();
    }
}
