// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.measure;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What several subjects took for several steps, each several times: as a table of medians, and all of it as JSON. */
public final class Report {

    private static final String REQUESTS = "requests.";

    private record Row(String step, String subject) {}

    private final Map<Row, List<Figures>> rows = new LinkedHashMap<>();
    private final List<Check> checks = new ArrayList<>();

    /** Puts down what one run took. */
    public void add(String step, String subject, Figures figures) {
        rows.computeIfAbsent(new Row(step, subject), row -> new ArrayList<>()).add(figures);
    }

    /** Puts down how a figure compares to what it should be. */
    public void add(Check check) {
        checks.add(check);
    }

    /** Returns the medians of all runs of a step, or no figures if there were none. */
    public Figures medians(String step, String subject) {
        List<Figures> runs = rows.getOrDefault(new Row(step, subject), List.of());
        return runs.isEmpty() ? new Figures() : Figures.medians(runs);
    }

    /** Prints the table, and then the checks, a line each. */
    public void print(PrintStream out) {
        out.printf(
                "%-50s %-18s %8s %8s %7s %6s %8s %8s %6s %6s %6s  %s%n",
                "step",
                "subject",
                "s",
                "MB/s",
                "CPU s",
                "store",
                "p50 ms",
                "p99 ms",
                "heap",
                "direct",
                "RSS",
                "requests");
        String before = "";
        for (Row row : byStep()) {
            Figures figures = medians(row.step, row.subject);
            out.printf(
                    Locale.ROOT,
                    "%-50s %-18s %8.2f %8.1f %7.2f %6s %8.2f %8.2f %6.0f %6.0f %6.0f  %s%n",
                    row.step.equals(before) ? "" : row.step,
                    row.subject,
                    figures.get("seconds"),
                    figures.get("mb.per.second"),
                    figures.get("cpu.seconds"),
                    ratio(figures),
                    figures.get("call.p50.ms"),
                    figures.get("call.p99.ms"),
                    figures.get("peak.heap.mib"),
                    figures.get("peak.direct.mib"),
                    figures.get("peak.rss.mib"),
                    requests(figures));
            before = row.step;
        }
        out.println("store: bytes to or from the store for each byte of the log; heap, direct, RSS: peaks in MiB");
        checks.forEach(out::println);
    }

    /** Returns the rows of the steps as they first came, those of a step together. */
    private List<Row> byStep() {
        Map<String, List<Row>> steps = new LinkedHashMap<>();
        rows.keySet()
                .forEach(row -> steps.computeIfAbsent(row.step, step -> new ArrayList<>())
                        .add(row));
        return steps.values().stream().flatMap(List::stream).toList();
    }

    private static String ratio(Figures figures) {
        double ratio = (figures.get("store.up.bytes") + figures.get("store.down.bytes")) / figures.get("bytes");
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.3f", ratio) : "";
    }

    private static String requests(Figures figures) {
        return figures.values().entrySet().stream()
                .filter(figure -> figure.getKey().startsWith(REQUESTS))
                .map(figure ->
                        "%.0f %s".formatted(figure.getValue(), figure.getKey().substring(REQUESTS.length())))
                .collect(Collectors.joining(", "));
    }

    /** Appends everything to a file, one JSON object a line: each run of each step, and each check. */
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        rows.forEach((row, runs) -> {
            for (int run = 0; run < runs.size(); run++) {
                lines.add("{\"step\": \"%s\", \"subject\": \"%s\", \"run\": %d, \"figures\": %s}"
                        .formatted(row.step, row.subject, run, runs.get(run).json()));
            }
        });
        checks.forEach(check -> lines.add(check.json()));
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
