// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.StoreException;
import io.thermocline.store.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackgroundRetriesTest {

    private final ManualTimer timer = new ManualTimer();
    private final BackgroundRetries retries = new BackgroundRetries(timer);
    private final Deque<StoreException> failures = new ArrayDeque<>();
    private int tries;

    private void tryNow() {
        retries.now("Trying", end -> {
            tries++;
            if (!failures.isEmpty()) {
                throw failures.remove();
            }
            return true;
        });
    }

    private static StoreException denied() {
        return new StoreException.Denied("the session token is not valid any more", null);
    }

    @Test
    void whatIsDeniedIsDoneOnceTheCredentialsAreRenewed() {
        failures.addAll(List.of(denied(), denied(), denied()));

        tryNow();
        for (int i = 0; i < 3; i++) {
            timer.runNext();
        }

        assertThat(tries).isEqualTo(4);
        assertThat(timer.waiting()).isZero();
        assertThat(timer.pauses()).containsExactly(1L, 2L, 4L);
    }

    @Test
    void whatIsDeniedForMinutesIsGivenUp() {
        failures.addAll(Collections.nCopies(100, denied()));

        tryNow();
        while (timer.waiting() > 0) {
            timer.runNext();
        }

        assertThat(tries).isEqualTo(BackgroundRetries.MOST_DENIALS);
        assertThat(timer.pauses().stream().mapToLong(pause -> pause).sum()).isBetween(240L, 300L);
    }

    @Test
    void whatTheServerCannotDoIsNotTriedAgain() {
        failures.add(new StoreException.Failed("there is no bucket", null));

        tryNow();

        assertThat(tries).isOne();
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void whatStillFailsAtTheEndIsTriedOnceMore() {
        failures.add(new StoreException.Unavailable("away", null));
        tryNow();

        retries.close(Duration.ofSeconds(1));

        assertThat(tries).isEqualTo(2);
    }
}
