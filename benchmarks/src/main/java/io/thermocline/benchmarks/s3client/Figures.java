// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Named numbers, in the order in which they were put down. A number that could not be had is not a number. */
final class Figures {

    private final Map<String, Double> values = new LinkedHashMap<>();

    void put(String name, double value) {
        values.put(name, value);
    }

    Map<String, Double> values() {
        return values;
    }

    /** Returns the figures as one line that {@link #parse} reads. */
    String line() {
        return values.entrySet().stream()
                .map(figure -> figure.getKey() + "=" + figure.getValue())
                .collect(Collectors.joining(" "));
    }

    static Figures parse(String line) {
        Figures figures = new Figures();
        Stream.of(line.trim().split(" ", -1)).forEach(pair -> {
            int equals = pair.indexOf('=');
            figures.put(pair.substring(0, equals), Double.parseDouble(pair.substring(equals + 1)));
        });
        return figures;
    }

    /** Returns the median of each figure over several runs. */
    static Figures medians(List<Figures> runs) {
        Figures medians = new Figures();
        for (String name : runs.get(0).values.keySet()) {
            double[] sorted = runs.stream()
                    .mapToDouble(run -> run.values.getOrDefault(name, Double.NaN))
                    .sorted()
                    .toArray();
            medians.put(name, sorted[sorted.length / 2]);
        }
        return medians;
    }

    String json() {
        return values.entrySet().stream()
                .map(figure -> "\"%s\": %s".formatted(figure.getKey(), number(figure.getValue())))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.3f", value);
    }
}
