// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.WaitingClock;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The one layer of retries. A request that fails in a way worth a retry is made again after a pause that grows, with
 * chance in it, until the caller's deadline or the number of attempts is used up; an attempt that got further than the
 * one before begins the count anew.
 */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration FIRST_PAUSE_WHEN_THROTTLED = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** One attempt. */
    interface Attempt<T> {
        /**
         * Makes the request.
         *
         * @param number counts from one
         * @param limit how long the attempt may take
         */
        T make(int number, Duration limit) throws StoreException;

        /** Says that the server asked for fewer requests. */
        default void throttled() {}
    }

    private final S3Errors errors;
    private final S3Meters meters;
    private final WaitingClock clock;
    private final TroubleReport report;
    private final int most;
    private final Duration longestAttempt;

    Attempts(S3Errors errors, S3Meters meters, WaitingClock clock, int most, Duration longestAttempt) {
        this.errors = errors;
        this.meters = meters;
        this.clock = clock;
        this.report = new TroubleReport(clock::nanoTime);
        this.most = most;
        this.longestAttempt = longestAttempt;
    }

    <T> T run(S3Action action, String doing, ObjectKey key, Deadline deadline, Attempt<T> attempt)
            throws StoreException {
        return run(action, doing, key, deadline, () -> 0, attempt);
    }

    /**
     * Makes attempts until one succeeds.
     *
     * @param progress how far the work has come
     */
    <T> T run(
            S3Action action, String doing, ObjectKey key, Deadline deadline, LongSupplier progress, Attempt<T> attempt)
            throws StoreException {
        long reached = progress.getAsLong();
        int futile = 0;
        for (int number = 1; ; number++) {
            if (deadline.expired()) {
                throw new StoreException.Unavailable(doing + " was not done before its deadline", null);
            }
            try {
                return make(action, doing, key, attempt, number, deadline.remainingForAttempt(longestAttempt));
            } catch (StoreException.Unavailable e) {
                futile = progress.getAsLong() > reached ? 1 : futile + 1;
                reached = progress.getAsLong();
                if (e.throttled()) {
                    meters.throttled();
                    attempt.throttled();
                }
                pauseOrGiveUp(doing, deadline, futile, number, e);
            }
        }
    }

    private <T> T make(S3Action action, String doing, ObjectKey key, Attempt<T> attempt, int number, Duration limit)
            throws StoreException {
        try {
            return attempt.make(number, limit);
        } catch (SdkException e) {
            throw errors.of(action, doing, key, e);
        } catch (RejectedExecutionException e) {
            throw new StoreException.Failed(doing + " was broken off: the store was closed", e);
        }
    }

    private void pauseOrGiveUp(String doing, Deadline deadline, int futile, int number, StoreException.Unavailable e)
            throws StoreException {
        Duration pause = pause(futile, e.throttled());
        if (futile >= most || deadline.remaining(LONGEST_PAUSE.multipliedBy(2)).compareTo(pause) <= 0) {
            throw new StoreException.Unavailable(e.getMessage() + " (attempt " + number + ")", e, e.throttled());
        }
        meters.retried();
        report.failed(e).ifPresent(LOG::warn);
        try {
            clock.await(pause.toNanos());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted(doing + " was interrupted", interrupt);
        }
    }

    private static Duration pause(int futile, boolean throttled) {
        Duration first = throttled ? FIRST_PAUSE_WHEN_THROTTLED : FIRST_PAUSE;
        long longest = Math.min(LONGEST_PAUSE.toMillis(), first.toMillis() << Math.min(futile - 1, 20));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
}
