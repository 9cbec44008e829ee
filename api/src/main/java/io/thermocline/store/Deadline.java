// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The moment until which a caller is willing to wait. A store's retries, waits and time limits all end there, so that
 * one call never lasts longer than its caller said, however many attempts it makes.
 */
public final class Deadline {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final Deadline NEVER = new Deadline(System::nanoTime, 0, false, LONGEST);

    private final LongSupplier nanoClock;
    private final long atNanos;
    private final boolean bounded;
    private final Duration attempt;

    private Deadline(LongSupplier nanoClock, long atNanos, boolean bounded, Duration attempt) {
        this.nanoClock = nanoClock;
        this.atNanos = atNanos;
        this.bounded = bounded;
        this.attempt = attempt;
    }

    /** Returns a deadline that never passes. */
    public static Deadline never() {
        return NEVER;
    }

    /** Returns the deadline that passes after {@code time} from now. */
    public static Deadline after(Duration time) {
        return after(time, System::nanoTime);
    }

    /** Returns the deadline that passes after {@code time} from now, by a clock that counts nanoseconds. */
    public static Deadline after(Duration time, LongSupplier nanoClock) {
        return new Deadline(nanoClock, nanoClock.getAsLong() + time.toNanos(), true, LONGEST);
    }

    /**
     * Returns this deadline for work no single attempt of which may take longer than {@code time}: a server that falls
     * silent is asked again by then.
     */
    public Deadline inAttemptsOf(Duration time) {
        return new Deadline(nanoClock, atNanos, bounded, time);
    }

    /** Returns whether the deadline has passed. */
    public boolean expired() {
        return bounded && atNanos - nanoClock.getAsLong() <= 0;
    }

    /** Returns how long there is still, zero if the deadline has passed, and {@code limit} if it never will. */
    public Duration remaining(Duration limit) {
        if (!bounded) {
            return limit;
        }
        Duration left = Duration.ofNanos(Math.max(0, atNanos - nanoClock.getAsLong()));
        return left.compareTo(limit) < 0 ? left : limit;
    }

    /** Returns how long an attempt that begins now may take, {@code limit} at most. */
    public Duration remainingForAttempt(Duration limit) {
        return remaining(attempt.compareTo(limit) < 0 ? attempt : limit);
    }

    @Override
    public String toString() {
        return bounded ? "in " + remaining(LONGEST).toMillis() + " ms" : "never";
    }
}
