// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FaultKindTest {

    @Test
    void aKindIsFoundByItsNameAndWhatIsNoneIsToldWithThoseThereAre() {
        assertThat(FaultKind.named("store_slow")).isEqualTo(FaultKind.STORE_SLOW);
        assertThatThrownBy(() -> FaultKind.named("STORE_LATE"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("STORE_LATE", "STORE_SLOW");
    }
}
