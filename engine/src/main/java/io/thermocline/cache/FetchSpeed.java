// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import java.util.concurrent.TimeUnit;

/**
 * How fast one request brings its bytes, of late, the wait for the first of them included; and so how many requests should
 * go side by side. Slow ones go over as many connections as may be. Of fast ones, which keep processors busy, more only get
 * into each other's way.
 */
final class FetchSpeed {

    /** As fast as the requests of one reader together need to be: each costs a millisecond of work. */
    private static final double ENOUGH_BYTES_PER_SECOND = 600e6;

    /** While a reader takes in what one brought, the other brings more. */
    private static final int FEWEST = 2;

    private static final int MOST = 4;

    /** Shorter ones say more about how long an answer takes to begin. */
    private static final long SHORTEST_BYTES = 512 * 1024;
    /** How many bytes the memory of how fast they came goes back, about. */
    private static final double MEMORY_BYTES = 64.0 * 1024 * 1024;

    private double bytes;
    private double nanos;

    /** Takes note of a request that brought so many bytes in so much time. */
    synchronized void brought(long more, long time) {
        if (more < SHORTEST_BYTES) {
            return;
        }
        bytes += more;
        nanos += time;
        if (bytes > MEMORY_BYTES) {
            bytes /= 2;
            nanos /= 2;
        }
    }

    /** Returns how many requests should go side by side for one reader. */
    synchronized int requestsAtOnce() {
        if (bytes == 0) {
            return MOST;
        }
        double bytesPerSecond = bytes / Math.max(1, nanos) * TimeUnit.SECONDS.toNanos(1);
        return (int) Math.max(FEWEST, Math.min(MOST, Math.ceil(ENOUGH_BYTES_PER_SECOND / bytesPerSecond)));
    }
}
