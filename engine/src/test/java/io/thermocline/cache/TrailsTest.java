// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.ObjectKey;
import io.thermocline.store.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Readers of late, by clocks that do what they should not. */
class TrailsTest {

    private static final int MOST = 1024;

    private final VirtualClock clock = new VirtualClock();
    private final List<Trail> cold = new ArrayList<>();
    private final Trails trails = new Trails(clock::nanoTime, cold::add);

    private static ObjectKey key(int number) {
        return new ObjectKey("segment-" + number);
    }

    private void readTwice(ObjectKey key) {
        Trail first = trails.follow(key, 0);
        first.advanceTo(1000);
        first.leave();
        trails.follow(key, 1000).leave();
    }

    @Test
    void aClockThatGoesBackForgetsNobodyAndCountsWhoCame() {
        readTwice(key(1));
        assertThat(trails.steady()).isEqualTo(1);

        clock.advance(Duration.ofHours(-1));
        readTwice(key(2));

        assertThat(trails.steady()).isEqualTo(2);
        assertThat(cold).isEmpty();
    }

    @Test
    void aReaderGoesOnWithItsOwnTrailAlthoughAnotherLeadsThereByChance() {
        Trail chance = trails.follow(key(1), 5000);
        chance.advanceTo(5100);
        chance.leave();
        Trail row = trails.follow(key(1), 0);
        row.advanceTo(5050);
        row.leave();

        assertThat(trails.follow(key(1), 5050)).isSameAs(row);
        assertThat(trails.follow(key(1), 5060)).isSameAs(chance);
    }

    @Test
    void readersStayFewWhileTheClockStandsStillOrGoesBack() {
        for (int i = 0; i < 3 * MOST; i++) {
            trails.follow(key(i), 0).leave();
            clock.advance(Duration.ofSeconds(-i % 2));
        }

        assertThat(cold).hasSizeBetween(2 * MOST - 1, 2 * MOST + 1);
    }
}
