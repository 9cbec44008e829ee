// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SceneTest {

    private static final Fault EARLY =
            new Fault(FaultKind.STORE_THROTTLES, 1, Duration.ofSeconds(3), Duration.ofSeconds(5));
    private static final Fault LATE =
            new Fault(FaultKind.STORE_THROTTLES, 1, Duration.ofSeconds(30), Duration.ofSeconds(5));

    private static String struck(Random random) {
        return IntStream.range(0, 64)
                .mapToObj(request -> random.nextInt(3) == 0 ? "x" : "-")
                .reduce("", String::concat);
    }

    @Test
    void whichRequestsAreStruckFollowsFromTheSeedAndTheFault() {
        assertThat(struck(Scene.randoms(7, EARLY).get()))
                .isEqualTo(struck(Scene.randoms(7, EARLY).get()))
                .isNotEqualTo(struck(Scene.randoms(8, EARLY).get()))
                .isNotEqualTo(struck(Scene.randoms(7, LATE).get()));
    }

    @Test
    void noWireDisturbsAnother() {
        Supplier<Random> once = Scene.randoms(7, EARLY);
        Random first = once.get();
        Random second = once.get();
        String firstAlone = struck(first);
        String secondAfter = struck(second);
        assertThat(secondAfter).isNotEqualTo(firstAlone);

        Supplier<Random> again = Scene.randoms(7, EARLY);
        Random untouched = again.get();
        assertThat(struck(again.get())).isEqualTo(secondAfter);
        assertThat(struck(untouched)).isEqualTo(firstAlone);
    }
}
