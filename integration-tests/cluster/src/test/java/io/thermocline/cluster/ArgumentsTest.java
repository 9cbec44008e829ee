// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    private static Arguments of(String... line) {
        return new Arguments(line, Set.of("--seed", "--duration"), Set.of("--keep"));
    }

    @Test
    void whatIsGivenIsThere() {
        Arguments arguments = of("--seed", "42", "--keep", "--duration", "10m");

        assertThat(arguments.number("--seed")).hasValue(42L);
        assertThat(arguments.duration("--duration")).hasValue(Duration.ofMinutes(10));
        assertThat(arguments.has("--keep")).isTrue();
        assertThat(arguments.seed()).isEqualTo(42);
        assertThat(of().number("--seed")).isEmpty();
        assertThat(of().out("here")).isEqualTo(Path.of("here").toAbsolutePath());
    }

    @Test
    void whatCannotBeUnderstoodIsNamed() {
        assertThatThrownBy(() -> of("--sed", "1")).hasMessageContaining("--sed");
        assertThatThrownBy(() -> of("--seed")).hasMessageContaining("--seed needs a value");
        assertThatThrownBy(() -> of("--seed", "x").number("--seed"))
                .hasMessageContaining("--seed x is no whole number");
        assertThatThrownBy(() -> of("--duration", "90").duration("--duration")).hasMessageContaining("90s, 10m or 2h");
    }
}
