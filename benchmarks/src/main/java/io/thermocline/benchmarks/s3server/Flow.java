// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the bytes of one message at a rate, in portions so small that they look like a steady flow. A moment's delay is
 * made up for, so that the rate is reached although threads wake up late; a longer one, in which the other side was slow,
 * is not.
 */
final class Flow {

    private static final long PORTIONS_PER_SECOND = 200;
    private static final long MADE_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long bytesPerSecond;
    private long due = System.nanoTime();

    Flow(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Waits until it is time for more, and returns how much of {@code bytes} may pass at once. */
    long await(long bytes) {
        if (bytesPerSecond == Long.MAX_VALUE) {
            return bytes;
        }
        long portion = Math.min(bytes, Math.max(1, bytesPerSecond / PORTIONS_PER_SECOND));
        due = Math.max(due, System.nanoTime() - MADE_UP_NANOS);
        sleepUntil(due);
        return portion;
    }

    /** Takes note of what has passed. */
    void passed(long bytes) {
        if (bytesPerSecond != Long.MAX_VALUE) {
            due += (long) ((double) bytes / bytesPerSecond * TimeUnit.SECONDS.toNanos(1));
        }
    }

    /** Waits until the last byte has had its time. */
    void end() {
        if (bytesPerSecond != Long.MAX_VALUE) {
            sleepUntil(due);
        }
    }

    static void sleepUntil(long nanoTime) {
        long left = nanoTime - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = nanoTime - System.nanoTime();
        }
    }
}
