// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import java.util.concurrent.TimeUnit;

/**
 * How fast one request brings its bytes, of late, the wait for the first of them included; and so how many requests should
 * go side by side for one reader. Slow ones go over as many connections as may be. Fast ones keep processors busy: more of
 * them only get into each other's way.
 */
final class FetchSpeed {

    /** As fast as the requests of one reader together need to be: each costs a millisecond of work. */
    private static final double ENOUGH_BYTES_PER_SECOND = 600e6;

    /** While a reader takes in what one brought, the other brings more. */
    private static final int FEWEST = 2;

    private static final int MOST = 4;

    /** Shorter ones say more about how long an answer takes to begin. */
    private static final long SHORTEST_BYTES = 512 * 1024;

    /** What is left, after each request, of how fast an earlier one was. */
    private static final double MEMORY = 0.9;

    private double bytesPerSecond;

    /**
     * Takes note of a request that brought so many bytes in so much time. Those that shared a processor, or the network,
     * with many others look slow: the fastest of late counts.
     */
    synchronized void brought(long bytes, long nanos) {
        if (bytes >= SHORTEST_BYTES) {
            double fresh = (double) bytes / Math.max(1, nanos) * TimeUnit.SECONDS.toNanos(1);
            bytesPerSecond = Math.max(fresh, bytesPerSecond * MEMORY);
        }
    }

    /** Returns how many requests should go side by side for one reader. */
    synchronized int requestsAtOnce() {
        return (int) Math.max(FEWEST, Math.min(MOST, Math.ceil(ENOUGH_BYTES_PER_SECOND / bytesPerSecond)));
    }
}
