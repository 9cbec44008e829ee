// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void theMedianOfOddlyManyIsTheMiddleOneAndOfEvenlyManyIsBetweenTheMiddleTwo() {
        assertThat(median(3, 1, 10)).isEqualTo(3);
        assertThat(median(3, 1)).isEqualTo(2);
        assertThat(median(4)).isEqualTo(4);
    }

    private static double median(double... values) {
        List<Figures> runs = Arrays.stream(values)
                .mapToObj(value -> {
                    Figures figures = new Figures();
                    figures.put("seconds", value);
                    return figures;
                })
                .toList();
        return Figures.medians(runs).get("seconds");
    }
}
