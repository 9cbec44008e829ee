// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import java.time.Duration;

/**
 * How fast a server is.
 *
 * @param firstByte how long after the end of a request its answer begins
 * @param bytesPerSecond what one connection carries in either direction
 */
public record Pace(Duration firstByte, long bytesPerSecond) {

    /** As fast as the machine allows. */
    public static final Pace UNLIMITED = new Pace(Duration.ZERO, Long.MAX_VALUE);

    public Pace {
        if (firstByte.isNegative() || bytesPerSecond < 1) {
            throw new IllegalArgumentException("no server has the pace " + firstByte + ", " + bytesPerSecond);
        }
    }

    /** Returns a pace in the usual units: milliseconds, and a million bytes per second. */
    public static Pace of(long millis, long megabytesPerSecond) {
        return new Pace(Duration.ofMillis(millis), megabytesPerSecond * 1_000_000);
    }

    @Override
    public String toString() {
        return bytesPerSecond == Long.MAX_VALUE
                ? "unlimited"
                : "%d ms to first byte, %d MB/s per connection"
                        .formatted(firstByte.toMillis(), bytesPerSecond / 1_000_000);
    }
}
