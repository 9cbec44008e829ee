// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {

    private static final Duration DURATION = Duration.ofSeconds(90);
    private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

    @Test
    void aSeedGivesTheSameScheduleAgain() {
        assertThat(FaultSchedule.seeded(7, DURATION, ALL)).isEqualTo(FaultSchedule.seeded(7, DURATION, ALL));
        assertThat(FaultSchedule.seeded(7, DURATION, ALL)).isNotEqualTo(FaultSchedule.seeded(8, DURATION, ALL));
    }

    @Test
    void allFaultsAreOverInTime() {
        LongStream.range(0, 200)
                .mapToObj(seed -> FaultSchedule.seeded(seed, DURATION, ALL))
                .flatMap(schedule -> schedule.faults().stream())
                .forEach(fault -> assertThat(fault.at().plus(fault.lasts())).isLessThanOrEqualTo(DURATION));
    }

    @Test
    void onlyOneBrokerIsInTroubleAtATime() {
        for (long seed = 0; seed < 200; seed++) {
            List<Fault> faults = FaultSchedule.seeded(seed, DURATION, ALL).of(Lane.BROKERS);
            for (int i = 1; i < faults.size(); i++) {
                Fault before = faults.get(i - 1);
                assertThat(faults.get(i).at())
                        .as("seed %d", seed)
                        .isGreaterThanOrEqualTo(before.at().plus(before.lasts()).plus(Lane.BROKERS.shortestPause()));
            }
        }
    }

    @Test
    void everyFaultHappensUnderSomeSeed() {
        for (FaultKind kind : ALL) {
            assertThat(LongStream.range(0, 50).mapToObj(seed -> FaultSchedule.seeded(seed, DURATION, ALL)))
                    .as("%s", kind)
                    .anyMatch(schedule -> schedule.has(kind));
        }
    }

    @Test
    void onlyWhatIsAskedForHappens() {
        Set<FaultKind> asked = EnumSet.of(FaultKind.STORE_GONE);

        assertThat(FaultSchedule.seeded(3, DURATION, asked).faults())
                .isNotEmpty()
                .allMatch(fault -> fault.kind() == FaultKind.STORE_GONE);
    }
}
