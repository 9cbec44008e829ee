// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.testing.Seed;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Ten minutes with gentle faults; the report is {@code target/soak/index.html}. */
class SoakIT {

    @Test
    void aClusterLivesWithWhatHappens() throws Exception {
        assertThat(SoakRun.run(
                        Duration.ofMinutes(10),
                        Seed.random().nextInt(1_000_000),
                        Path.of("target/soak").toAbsolutePath()))
                .as("all that must hold did; see the output above")
                .isTrue();
    }
}
