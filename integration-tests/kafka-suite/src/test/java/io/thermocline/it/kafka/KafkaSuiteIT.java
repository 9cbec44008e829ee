// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Kafka's own integration tests of tiered storage, unmodified, on each tier. Properties say which: {@code
 * kafka.suite.tests=all}, or {@code subset}, or names with commas between them; {@code kafka.suite.tiers}; and {@code
 * kafka.suite.parallel}, how many at a time.
 */
class KafkaSuiteIT {

    private static final KafkaTests TESTS = new KafkaTests();
    private static final SuiteReport REPORT = new SuiteReport(TESTS.notApplicable());
    private static final ExecutorService RUNNERS =
            Executors.newFixedThreadPool(Integer.getInteger("kafka.suite.parallel"));

    @TestFactory
    Stream<DynamicTest> kafkasOwnTests() {
        List<Run> runs = tests().stream()
                .flatMap(test -> tiers().stream().map(tier -> Run.submit(test, tier)))
                .toList();
        return runs.stream().map(run -> DynamicTest.dynamicTest(run.test + " on " + run.tier.label(), run::verify));
    }

    @AfterAll
    static void stop() {
        RUNNERS.shutdownNow();
    }

    private static List<String> tests() {
        String tests = System.getProperty("kafka.suite.tests");
        return switch (tests) {
            case "all" -> TESTS.all();
            case "subset" -> TESTS.subset();
            default -> TESTS.named(List.of(tests.split(",")));
        };
    }

    private static List<SuiteTier> tiers() {
        return Stream.of(System.getProperty("kafka.suite.tiers").split(","))
                .map(SuiteTier::labelled)
                .toList();
    }

    private record Run(String test, SuiteTier tier, Future<Outcome> future) {

        static Run submit(String test, SuiteTier tier) {
            return new Run(test, tier, RUNNERS.submit(() -> REPORT.add(Outcome.of(test, tier))));
        }

        void verify() throws Exception {
            Outcome outcome = future.get();
            assertThat(outcome.passed())
                    .as("%s; see %s", outcome.inWords(), outcome.attempts())
                    .isTrue();
        }
    }
}
