// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.testing.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AheadLimitTest {

    private static final long MIB = 1024 * 1024;

    private final VirtualClock clock = new VirtualClock();
    private final AheadLimit limit = new AheadLimit(32 * MIB, clock::nanoTime);

    @Test
    void aThrottleHalvesItAndManyAtOnceCountAsOne() {
        limit.throttled();
        limit.throttled();
        assertThat(limit.bytes()).isEqualTo(16 * MIB);

        clock.advance(Duration.ofMillis(500));
        limit.throttled();

        assertThat(limit.bytes()).isEqualTo(8 * MIB);
    }

    @Test
    void itRecoversStepByStepAndFallsNoLowerThanASixtyFourth() {
        for (int i = 0; i < 20; i++) {
            limit.throttled();
            clock.advance(Duration.ofMillis(500));
        }
        assertThat(limit.bytes()).isBetween(MIB / 2, MIB);

        clock.advance(Duration.ofSeconds(5));
        assertThat(limit.bytes()).isEqualTo(MIB);
        clock.advance(Duration.ofMinutes(1));

        assertThat(limit.bytes()).isEqualTo(32 * MIB);
    }

    @Test
    void aClockThatGoesBackNeitherHaltsNorHastensItsRecovery() {
        limit.throttled();
        clock.advance(Duration.ofHours(-1));
        assertThat(limit.bytes()).isEqualTo(16 * MIB);

        clock.advance(Duration.ofSeconds(5));

        assertThat(limit.bytes()).isEqualTo(32 * MIB);
    }

    @Test
    void wasteLowersItUntilWhatIsReadAheadIsUsedAgain() {
        limit.used(100 * MIB);
        limit.wasted(10 * MIB);
        assertThat(limit.bytes()).isEqualTo(32 * MIB);

        limit.wasted(90 * MIB);
        assertThat(limit.bytes()).isEqualTo(16 * MIB);
        limit.used(2000 * MIB);

        assertThat(limit.bytes()).isEqualTo(32 * MIB);
    }

    @Test
    void wasteAloneLeavesSomethingToTryAgainWith() {
        limit.wasted(100 * MIB);

        assertThat(limit.bytes()).isEqualTo(2 * MIB);
    }
}
