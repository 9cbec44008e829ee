// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.metadata;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Heap per segment and time per query at a million segments, for Kafka's cache and for the view in one run, as a table
 * and as JSON. {@code benchmarks/run metadata} runs it.
 *
 * <p>Heap is what stays in use after collections while the segments are held, their input objects being garbage; once
 * with all segments in one partition and once spread over a thousand.
 */
public final class MetadataBenchmark {
    private static final int SEGMENTS = 1_000_000;

    private MetadataBenchmark() {}

    public static void main(String[] args) throws RemoteStorageException, RunnerException {
        List<Figure> figures = new ArrayList<>();
        figures.add(heap("heap per segment, 1 partition", new Population(1, SEGMENTS)));
        figures.add(heap("heap per segment, 1000 partitions", new Population(1000, SEGMENTS)));
        Collection<RunResult> timed = new Runner(new OptionsBuilder()
                        .include(Queries.class.getName() + "\\..*")
                        .param("segments", Integer.toString(SEGMENTS))
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        figures.add(time("find an offset", "find", timed, 1));
        figures.add(time("list all, per segment", "listAll", timed, SEGMENTS));
        figures.add(time("list all as retention reads it, per segment", "retentionScan", timed, SEGMENTS));
        figures.add(time("list by epoch, per segment", "listByEpoch", timed, Queries.LISTED_BY_EPOCH));
        report(figures);
    }

    /** One line of the report. */
    private record Figure(String what, String unit, double kafka, double thermocline) {}

    private static Figure heap(String what, Population population) throws RemoteStorageException {
        return new Figure(
                what,
                "bytes",
                heapPerSegment(Subject.Kind.KAFKA, population),
                heapPerSegment(Subject.Kind.THERMOCLINE, population));
    }

    private static double heapPerSegment(Subject.Kind kind, Population population) throws RemoteStorageException {
        long before = usedHeap();
        List<Subject> filled = population.fill(kind);
        try {
            return (usedHeap() - before) / (double) population.segments();
        } finally {
            Reference.reachabilityFence(filled);
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Figure time(String what, String query, Collection<RunResult> timed, int per) {
        return new Figure(
                what,
                "ns",
                score(query, Subject.Kind.KAFKA, timed) / per,
                score(query, Subject.Kind.THERMOCLINE, timed) / per);
    }

    private static double score(String query, Subject.Kind kind, Collection<RunResult> timed) {
        return timed.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + query))
                .filter(result -> result.getParams().getParam("subject").equals(kind.name()))
                .mapToDouble(result -> result.getPrimaryResult().getScore())
                .findFirst()
                .orElseThrow();
    }

    private static void report(List<Figure> figures) {
        System.out.printf(
                Locale.ROOT,
                "%-36s %-6s %10s %12s %6s%n",
                "1,000,000 segments",
                "unit",
                "Kafka",
                "Thermocline",
                "ratio");
        List<String> json = new ArrayList<>();
        for (Figure figure : figures) {
            System.out.printf(
                    Locale.ROOT,
                    "%-36s %-6s %10.1f %12.1f %6.2f%n",
                    figure.what,
                    figure.unit,
                    figure.kafka,
                    figure.thermocline,
                    figure.thermocline / figure.kafka);
            json.add(String.format(
                    Locale.ROOT,
                    "{\"what\":\"%s\",\"unit\":\"%s\",\"kafka\":%.1f,\"thermocline\":%.1f}",
                    figure.what,
                    figure.unit,
                    figure.kafka,
                    figure.thermocline));
        }
        System.out.println("{\"segments\":" + SEGMENTS + ",\"figures\":[" + String.join(",", json) + "]}");
    }
}
