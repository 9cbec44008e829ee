// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets bytes pass at a rate, in portions so small that it looks like a steady flow. For one thread. */
final class WirePace {

    private static final int PORTIONS_PER_SECOND = 100;

    private final long bytesPerSecond;
    private long due = System.nanoTime();

    WirePace(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a rate is positive, not " + bytesPerSecond);
        }
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Passes all of {@code bytes} on, as fast as the rate allows. */
    void pass(ByteBuffer bytes, WireBody.Sink to) throws java.io.IOException {
        if (bytesPerSecond == Long.MAX_VALUE) {
            to.write(bytes);
            return;
        }
        int portion = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytesPerSecond / PORTIONS_PER_SECOND));
        while (bytes.hasRemaining()) {
            int n = Math.min(portion, bytes.remaining());
            long now = System.nanoTime();
            // Time in which nothing was to pass is not saved up for a burst.
            due = Math.max(due, now);
            await(due - now);
            due += (long) ((double) n / bytesPerSecond * TimeUnit.SECONDS.toNanos(1));
            to.write(bytes.slice(bytes.position(), n));
            bytes.position(bytes.position() + n);
        }
    }

    static void await(Duration time) throws InterruptedIOException {
        await(time.toNanos());
    }

    private static void await(long nanos) throws InterruptedIOException {
        long end = System.nanoTime() + nanos;
        long left = nanos;
        while (left > 0) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("the wire was taken down");
            }
            left = end - System.nanoTime();
        }
    }
}
