// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Takes the view and Kafka's own cache through the same random histories and compares every answer after every event.
 * A failure names the seed of its history and prints it; {@code -Dthermocline.seed=N} runs that one again, and
 * {@code -Dthermocline.histories=N} sets how many there are.
 */
@Tag("kafka-reference")
class AnswersAsKafkasCacheTest {
    private static final int HISTORIES = Integer.getInteger("thermocline.histories", 3000);

    @Test
    void everyAnswerIsThatOfKafkasCacheAfterEveryEventOfARandomHistory() {
        Long only = Long.getLong("thermocline.seed");
        if (only != null) {
            run(only);
            return;
        }
        long seed = new Random().nextLong();
        System.out.println("First seed " + seed + ", then the following ones");
        for (int i = 0; i < HISTORIES; i++) {
            run(seed + i);
        }
    }

    @Test
    void theHistoriesMeetAllThatIsWorthTesting() {
        HistoryStatistics statistics = new HistoryStatistics();
        for (int seed = 0; seed < 200; seed++) {
            new RandomHistory(seed, statistics).run();
        }
        assertThat(statistics.unmet()).isEmpty();
    }

    private static void run(long seed) {
        RandomHistory history = new RandomHistory(seed, new HistoryStatistics());
        try {
            history.run();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("History of seed " + seed + " (-Dthermocline.seed=" + seed + "):\n" + history, e);
        }
    }
}
