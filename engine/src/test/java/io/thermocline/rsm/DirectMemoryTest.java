// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class DirectMemoryTest {

    private static final long MIB = 1024 * 1024;

    @Test
    void aDefaultThatIsMoreThanHalfOfWhatTheJvmAllowsBecomesAQuarterOfIt() {
        assertThat(DirectMemory.fitting(256 * MIB, 512 * MIB)).isEqualTo(256 * MIB);
        assertThat(DirectMemory.fitting(256 * MIB, 400 * MIB)).isEqualTo(100 * MIB);
        assertThat(DirectMemory.fitting(256 * MIB, 64 * MIB)).isEqualTo(16 * MIB);
        assertThat(DirectMemory.fitting(256 * MIB, 60 * MIB)).isZero();
    }

    @Test
    void whatAnOperatorHasSetButTheJvmWillNotGiveStopsTheStartAndSaysWhatToDo() {
        assertThat(DirectMemory.checked("cache.memory.bytes", 448 * MIB, 512 * MIB))
                .isEqualTo(448 * MIB);
        assertThatThrownBy(() -> DirectMemory.checked("cache.memory.bytes", 512 * MIB, 512 * MIB))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> DirectMemory.checked("cache.memory.bytes", 1024 * MIB, 512 * MIB))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "cache.memory.bytes", "1073741824", "536870912", "-XX:MaxDirectMemorySize=1280m");
    }
}
