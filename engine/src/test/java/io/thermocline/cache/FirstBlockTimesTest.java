// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstBlockTimesTest {

    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final FirstBlockTimes times = new FirstBlockTimes();

    private void add(int count, long millis) {
        IntStream.range(0, count).forEach(i -> times.add(millis * MILLI));
    }

    @Test
    void nothingIsLateBeforeAHundredHaveCome() {
        add(99, 30);
        assertThat(times.late()).isEmpty();

        add(1, 30);

        assertThat(times.late()).hasValue(30 * MILLI);
    }

    @Test
    void oneInAHundredIsLate() {
        IntStream.rangeClosed(1, 100).forEach(i -> times.add((100 + i) * MILLI));

        assertThat(times.late()).hasValue(199 * MILLI);
    }

    @Test
    void whatIsFastIsNotLate() {
        add(99, 1);
        add(1, 19);

        assertThat(times.late()).hasValue(FirstBlockTimes.SOON.toNanos());
    }

    @Test
    void whatWasLongAgoIsForgotten() {
        add(1000, 500);

        add(600, 50);

        assertThat(times.late()).hasValue(50 * MILLI);
    }
}
