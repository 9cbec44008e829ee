// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FetchSpeedTest {

    private static final long MIB = 1024 * 1024;

    private final FetchSpeed speed = new FetchSpeed();

    private void bring(int requests, long bytes, Duration time) {
        for (int i = 0; i < requests; i++) {
            speed.brought(bytes, time.toNanos());
        }
    }

    @Test
    void beforeAnythingIsKnownRequestsAreManyAtOnce() {
        assertThat(speed.requestsAtOnce()).isEqualTo(4);
    }

    @Test
    void connectionsAreSlow() {
        bring(10, 8 * MIB, Duration.ofMillis(115));

        assertThat(speed.requestsAtOnce()).isEqualTo(4);
    }

    @Test
    void connectionsAreFast() {
        bring(10, 8 * MIB, Duration.ofMillis(5));

        assertThat(speed.requestsAtOnce()).isEqualTo(2);
    }

    @Test
    void thoseThatShareAProcessorWithManyOthersDoNotCount() {
        bring(10, 8 * MIB, Duration.ofMillis(100));
        bring(1, 8 * MIB, Duration.ofMillis(10));
        bring(3, 8 * MIB, Duration.ofMillis(100));

        assertThat(speed.requestsAtOnce()).isEqualTo(2);
    }

    @Test
    void inBetweenThereAreAsManyAsItTakes() {
        bring(10, 8 * MIB, Duration.ofMillis(35));

        assertThat(speed.requestsAtOnce()).isEqualTo(3);
    }

    @Test
    void aChangeIsNoticed() {
        bring(1000, 8 * MIB, Duration.ofMillis(5));
        bring(32, 8 * MIB, Duration.ofMillis(115));

        assertThat(speed.requestsAtOnce()).isEqualTo(4);
    }

    @Test
    void shortRequestsTellNothingOfHowFastBytesCome() {
        bring(1000, MIB / 4, Duration.ofMillis(30));

        assertThat(speed.requestsAtOnce()).isEqualTo(4);
        bring(10, 8 * MIB, Duration.ofMillis(5));
        bring(1000, MIB / 4, Duration.ofMillis(30));
        assertThat(speed.requestsAtOnce()).isEqualTo(2);
    }
}
