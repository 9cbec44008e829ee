// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How far ahead of one reader may be read at most: less while the store asks for fewer requests, and less while what is read
 * ahead is not used.
 */
final class AheadLimit {

    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration BETWEEN_THROTTLES = Duration.ofMillis(500);
    private static final int MOST_HALVINGS = 6;
    /** How many bytes the memory of what was used and what not goes back, about. */
    private static final long MEMORY_BYTES = 256L * 1024 * 1024;
    /** Less waste than this is the price of reading ahead at all. */
    private static final double TOLERATED_WASTE = 0.1;
    /** So that it can turn out to be useful again. */
    private static final double LEAST_USEFUL = 1.0 / 16;

    private final long most;
    private final LongSupplier nanoClock;
    private int halvings;
    private long changed;
    private double used;
    private double wasted;

    AheadLimit(long most, LongSupplier nanoClock) {
        this.most = most;
        this.nanoClock = nanoClock;
        this.changed = nanoClock.getAsLong() - BETWEEN_THROTTLES.toNanos();
    }

    synchronized long bytes() {
        recover();
        double share = used + wasted == 0 ? 0 : wasted / (used + wasted);
        double useful = share <= TOLERATED_WASTE ? 1 : Math.max(LEAST_USEFUL, 1 - share);
        return (long) ((most >> halvings) * useful);
    }

    private void recover() {
        long now = nanoClock.getAsLong();
        if (now - changed < 0) {
            // The clock went back.
            changed = now;
        }
        while (halvings > 0 && now - changed >= RECOVERY.toNanos()) {
            halvings--;
            changed += RECOVERY.toNanos();
        }
    }

    /** Notes that the store asked for fewer requests. */
    synchronized void throttled() {
        recover();
        long now = nanoClock.getAsLong();
        if (now - changed >= BETWEEN_THROTTLES.toNanos()) {
            halvings = Math.min(MOST_HALVINGS, halvings + 1);
            changed = now;
        }
    }

    /** Returns whether the store asked for fewer requests not long ago. */
    synchronized boolean isThrottled() {
        recover();
        return halvings > 0;
    }

    synchronized void used(long bytes) {
        used += bytes;
        fade();
    }

    synchronized void wasted(long bytes) {
        wasted += bytes;
        fade();
    }

    private void fade() {
        if (used + wasted > MEMORY_BYTES) {
            used /= 2;
            wasted /= 2;
        }
    }
}
