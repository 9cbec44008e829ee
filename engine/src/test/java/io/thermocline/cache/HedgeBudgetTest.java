// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HedgeBudgetTest {

    private static int takenOf(HedgeBudget budget, int requests) {
        return (int) IntStream.range(0, requests)
                .peek(i -> budget.earn())
                .filter(i -> budget.take())
                .count();
    }

    @Test
    void ofAThousandRequestsSoManyInAHundredAreMadeTwice() {
        assertThat(takenOf(new HedgeBudget(5), 1000)).isEqualTo(50);
        assertThat(takenOf(new HedgeBudget(1), 99)).isZero();
        assertThat(takenOf(new HedgeBudget(50), 3)).isEqualTo(1);
    }

    @Test
    void aLongCalmIsNotPaidBackAtOnce() {
        HedgeBudget budget = new HedgeBudget(5);
        IntStream.range(0, 10_000).forEach(i -> budget.earn());

        assertThat(IntStream.range(0, 100).filter(i -> budget.take()).count()).isEqualTo(HedgeBudget.MOST_KEPT);
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        HedgeBudget budget = new HedgeBudget(50);
        budget.earn();
        budget.earn();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();

        budget.giveBack();

        assertThat(budget.take()).isTrue();
    }
}
