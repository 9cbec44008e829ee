// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import io.thermocline.store.StoreException;
import io.thermocline.store.StoreMeters;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Knows whether it is worth asking. After so many calls in a row that got no answer, further ones fail at once for a while;
 * then one is let through to try. If it gets no answer either, the while is longer, up to a bound; any answer ends it.
 */
final class CircuitBreaker {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

    private final int failuresAllowed;
    private final LongSupplier nanoClock;
    private final LongConsumer refusals;

    private int failures;
    private String lastFailure = "";
    private long pause = FIRST_PAUSE.toNanos();
    private long closedUntil;
    private boolean trying;

    /**
     * @param failuresAllowed how many calls in a row may get no answer, at least 1
     */
    CircuitBreaker(int failuresAllowed, LongSupplier nanoClock, StoreMeters meters) {
        this.failuresAllowed = failuresAllowed;
        this.nanoClock = nanoClock;
        this.refusals = meters.counter(
                "circuit-refusals", "calls that failed at once, because calls before them had got no answer");
        meters.gauge(
                "circuit-open", "1 while the store is taken for dead and calls fail at once, else 0", this::isOpen);
    }

    private synchronized long isOpen() {
        return failures >= failuresAllowed ? 1 : 0;
    }

    /** Refuses a call that is not worth making. Whoever was let through says how it ended. */
    synchronized void admit(String doing) throws StoreException.Unavailable {
        if (failures < failuresAllowed) {
            return;
        }
        long left = closedUntil - nanoClock.getAsLong();
        // More than the whole pause is left only if the clock went back.
        if (trying || (left > 0 && left <= pause)) {
            refusals.accept(1);
            throw new StoreException.Unavailable(
                    "%s was not tried: the last %d calls of the store got no answer (%s); it is tried again %s"
                            .formatted(
                                    doing,
                                    failures,
                                    lastFailure,
                                    trying ? "just now" : "in " + Math.max(1, left / 1_000_000) + " ms"),
                    null);
        }
        trying = true;
    }

    /** Says that there was an answer, whatever it was. */
    synchronized void answered() {
        failures = 0;
        trying = false;
        pause = FIRST_PAUSE.toNanos();
    }

    /** Says that there was none. */
    synchronized void unanswered(StoreException.Unavailable failure) {
        failures++;
        lastFailure = failure.getMessage();
        if (failures < failuresAllowed) {
            return;
        }
        if (trying) {
            pause = Math.min(LONGEST_PAUSE.toNanos(), 2 * pause);
        }
        trying = false;
        closedUntil = nanoClock.getAsLong() + pause;
    }

    /** Says that the call ended for a reason that tells nothing of the store. */
    synchronized void unknown() {
        trying = false;
    }
}
