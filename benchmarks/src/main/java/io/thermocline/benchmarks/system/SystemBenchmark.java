// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.system;

import io.thermocline.benchmarks.measure.Report;
import io.thermocline.benchmarks.s3server.Pace;
import io.thermocline.benchmarks.subject.Laboratory;
import io.thermocline.benchmarks.subject.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a broker asks of a tier, asked of one tier after the other: copies, cold reading by one reader and by many, random
 * and repeated reading, deletes. Each subject has a JVM of its own; each step is done by all subjects before the next, and
 * all of it several times. {@code benchmarks/run system} runs it.
 *
 * <p>Arguments: the files of the subjects ({@link Subject#read}): the plugin that is checked, the reference, and any more.
 * System properties: {@code rounds} (3), {@code quick} (false), {@code jvm.options}, {@code report} (a file to append JSON
 * to).
 */
public final class SystemBenchmark {

    private static final int MIB = 1 << 20;
    private static final int RANDOM_READS = 64;
    /** So often that it takes many ticks of the clock that tells the processor's time. */
    private static final int TIMES_AGAIN = 32;
    /** So many requests, none of them spared by a cache, that what makes them is compiled: a broker runs for weeks. */
    private static final int WARM_UP_READS = 12_000;

    private static final int QUICK_WARM_UP_READS = 1000;
    private static final int WARM_UP_LAPS = 8;

    private final Report report = new Report();
    private final Laboratory laboratory;
    private final List<Integer> small;
    private final int middle;
    private final int large;
    private final int rounds = Integer.getInteger("rounds", 3);
    private final boolean quick = Boolean.getBoolean("quick");
    private final Turns turns;

    private SystemBenchmark(Laboratory laboratory, List<Subject> subjects) throws Exception {
        this.laboratory = laboratory;
        this.small = laboratory.segments(16, (quick ? 16 : 64) * MIB);
        this.middle = laboratory.segments(1, (quick ? 64 : 256) * MIB).get(0);
        this.large = laboratory.segments(1, (quick ? 256 : 1024) * MIB).get(0);
        for (Subject subject : subjects) {
            laboratory.add(subject);
        }
        this.turns = new Turns(laboratory, report);
    }

    public static void main(String[] arguments) throws Exception {
        List<Subject> subjects = new ArrayList<>();
        for (String file : arguments) {
            subjects.add(Subject.read(Path.of(file)));
        }
        List<String> options = List.of(System.getProperty("jvm.options", "-Xmx1g -XX:MaxDirectMemorySize=1g")
                .split(" ", -1));
        try (Laboratory laboratory = Laboratory.open(options)) {
            SystemBenchmark benchmark = new SystemBenchmark(laboratory, subjects);
            for (int round = 0; round < benchmark.rounds; round++) {
                benchmark.round(round == 0);
                // Nobody is always the first.
                benchmark.turns.rotate();
            }
            benchmark.add(subjects, options);
            benchmark.report.print(System.out);
            if (benchmark.quick) {
                System.out.println(
                        "quick: the middling segment has 64 MiB instead of 256, so that beginning weighs four times"
                                + " as much; (1) and (2) can be short here");
            }
            benchmark.report.write(Path.of(System.getProperty("report", "benchmarks/target/system.json")));
        }
    }

    private void round(boolean first) throws Exception {
        laboratory.pace(Pace.UNLIMITED);
        turns.all(Step.COPY_SMALL, "copy " + numbers(small));
        turns.all(Step.COPY_LARGE, "copy " + large);
        turns.all(Step.COPY_MIDDLE, "copy " + middle);
        if (first) {
            warmUp();
        }
        turns.after("stream " + large, Step.STREAM, "stream " + middle);
        turns.after("read " + large, Step.ONE_READER_UNLIMITED, "read " + middle);
        turns.after("read " + numbers(small), Step.STREAM_AFTER_MANY, "stream " + middle);
        turns.after("read " + numbers(small), Step.ONE_READER_AFTER_MANY, "read " + middle);
        turns.each("read " + small.get(1));
        turns.all(Step.WARM, "read-again %d %d".formatted(small.get(1), TIMES_AGAIN));
        laboratory.pace(Pace.of(30, 100));
        turns.cold(Step.ONE_READER, "read " + middle);
        turns.cold(Step.FOUR_READERS, "read " + numbers(small.subList(0, 4)));
        turns.cold(Step.SIXTEEN_READERS, "read " + numbers(small));
        turns.each("restart");
        turns.each("indexes " + large);
        turns.each("random " + large + " 1 0");
        turns.all(Step.RANDOM, "random %d %d 1".formatted(large, RANDOM_READS));
        turns.each("delete " + numbers(small));
        turns.all(Step.DELETE, "delete %d %d".formatted(middle, large));
    }

    /** Adds what is measured at another server, and the checks. */
    private void add(List<Subject> subjects, List<String> jvmOptions) throws Exception {
        S3ProxyReading.measure(report, subjects, jvmOptions, rounds, quick);
        Checks.add(report, subjects.get(0), subjects.get(1), quick ? 64 : 256);
    }

    private void warmUp() throws Exception {
        turns.each("restart cache.memory.bytes=0 read.ahead.max.bytes=0");
        turns.each("random %d %d 2".formatted(large, quick ? QUICK_WARM_UP_READS : WARM_UP_READS));
        turns.each("restart");
        for (int lap = 0; lap < WARM_UP_LAPS; lap++) {
            turns.each("read " + numbers(small));
            turns.each("read " + large);
            turns.each("stream " + middle);
        }
    }

    /** Returns segments as a command names them. */
    static String numbers(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
