// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;

/** How long requests that somebody waited for took, of late, until they brought their first block. */
final class FirstBlockTimes {

    /** Fewer say nothing of one in a hundred. */
    static final int FEWEST = 100;
    /** What comes sooner is not late, however fast the others are. */
    static final Duration SOON = Duration.ofMillis(20);

    private static final int REMEMBERED = 512;
    private static final int BETWEEN_LOOKS = 32;
    private static final double QUANTILE = 0.99;

    private final long[] nanos = new long[REMEMBERED];
    private long count;
    private long late;

    synchronized void add(long time) {
        nanos[(int) (count % REMEMBERED)] = time;
        count++;
        if (count == FEWEST || (count > FEWEST && count % BETWEEN_LOOKS == 0)) {
            late = Math.max(SOON.toNanos(), quantile());
        }
    }

    private long quantile() {
        long[] sorted = Arrays.copyOf(nanos, (int) Math.min(count, REMEMBERED));
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(QUANTILE * sorted.length) - 1];
    }

    /** Returns after how many nanoseconds a request is later than all but one in a hundred; empty until that is known. */
    synchronized OptionalLong late() {
        return count < FEWEST ? OptionalLong.empty() : OptionalLong.of(late);
    }
}
