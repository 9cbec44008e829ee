// SPDX-License-Identifier: Apache-2.0
package io.thermocline.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.segment.testing.Seed;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each parser for a moment; {@code engine/fuzz} goes on for as long as one likes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzTest {

    private static final int EXECUTIONS = 2000;

    static Stream<String> parsers() {
        return FuzzTarget.all().stream().map(FuzzTarget::name);
    }

    @Test
    void everyParserHasATarget() {
        assertThat(parsers())
                .containsExactly(
                        "batches", "block-table", "custom-metadata", "disk-cache", "footer", "manifest", "trailer");
    }

    @ParameterizedTest
    @MethodSource("parsers")
    void whateverAParserGetsItGivesARightResultOrTheErrorThatItDocuments(String parser) {
        Seed seed = Seed.ofThisRun();
        FuzzTarget target = FuzzTarget.of(parser);
        Mutator mutator = new Mutator(target.seeds(), target.words(), seed.random());
        Trial trial = new Trial(target);

        for (int i = 0; i < EXECUTIONS; i++) {
            byte[] input = mutator.next();
            try {
                trial.of(input);
            } catch (Finding e) {
                throw new AssertionError(
                        "input %d, %s; %s".formatted(i, HexFormat.of().formatHex(input), seed), e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("parsers")
    void whatWasFoundOnceIsMended(String parser) throws IOException {
        FuzzTarget target = FuzzTarget.of(parser);
        Trial trial = new Trial(target);

        for (Map.Entry<String, byte[]> input : Findings.of(target).entrySet()) {
            try {
                trial.of(input.getValue());
            } catch (Finding e) {
                throw new AssertionError("regression input " + parser + "/" + input.getKey(), e);
            }
        }
    }
}
