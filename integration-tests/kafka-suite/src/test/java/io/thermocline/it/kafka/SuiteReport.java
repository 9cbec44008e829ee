// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The list of Kafka's tests with the result on each tier. */
final class SuiteReport {

    private static final String FILE = "results.txt";

    private final long began = System.nanoTime();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<String, String> notApplicable;

    SuiteReport(Map<String, String> notApplicable) {
        this.notApplicable = notApplicable;
    }

    /** Adds a line, and writes what there is so far: a run that is broken off leaves its list. */
    synchronized Outcome add(Outcome outcome) {
        outcomes.add(outcome);
        SuiteDirectory.write(FILE, text());
        return outcome;
    }

    private String text() {
        int width = outcomes.stream()
                .mapToInt(outcome -> outcome.test().length())
                .max()
                .orElse(0);
        String tests = outcomes.stream()
                .sorted(Comparator.comparing(Outcome::test).thenComparing(Outcome::tier))
                .map(outcome -> ("%-" + width + "s  %-5s  %s")
                        .formatted(outcome.test(), outcome.tier().label(), outcome.inWords()))
                .collect(Collectors.joining("\n"));
        String left = notApplicable.entrySet().stream()
                .map(entry -> "\n" + entry.getKey() + "  not run: " + entry.getValue())
                .collect(Collectors.joining());
        return "Kafka %s, its own integration tests of tiered storage, on Thermocline %s:\n\n%s%s\n\n%d of %d passed, in %d s\n"
                .formatted(
                        System.getProperty("kafka.version"),
                        System.getProperty("thermocline.version"),
                        tests,
                        left,
                        outcomes.stream().filter(Outcome::passed).count(),
                        outcomes.size(),
                        Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }
}
