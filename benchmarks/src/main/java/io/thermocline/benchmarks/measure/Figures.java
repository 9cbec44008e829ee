// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Named numbers, in the order in which they were put down. A number that could not be had is not a number. */
public final class Figures {

    private final Map<String, Double> values = new LinkedHashMap<>();

    public void put(String name, double value) {
        values.put(name, value);
    }

    /** Returns a figure, or not a number if there is no such. */
    public double get(String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    public Map<String, Double> values() {
        return values;
    }

    /** Returns the figures as one line that {@link #parse} reads. */
    public String line() {
        return values.entrySet().stream()
                .map(figure -> figure.getKey() + "=" + figure.getValue())
                .collect(Collectors.joining(" "));
    }

    public static Figures parse(String line) {
        Figures figures = new Figures();
        Stream.of(line.trim().split(" ", -1)).filter(pair -> !pair.isEmpty()).forEach(pair -> {
            int equals = pair.indexOf('=');
            figures.put(pair.substring(0, equals), Double.parseDouble(pair.substring(equals + 1)));
        });
        return figures;
    }

    /** Returns the median of each figure of the first run over those runs that have it. */
    public static Figures medians(List<Figures> runs) {
        Figures medians = new Figures();
        for (String name : runs.get(0).values.keySet()) {
            double[] sorted = runs.stream()
                    .filter(run -> run.values.containsKey(name))
                    .mapToDouble(run -> run.values.get(name))
                    .sorted()
                    .toArray();
            medians.put(name, (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
        }
        return medians;
    }

    public String json() {
        return values.entrySet().stream()
                .map(figure -> "\"%s\": %s".formatted(figure.getKey(), number(figure.getValue())))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.3f", value);
    }
}
