// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.system;

import io.thermocline.benchmarks.measure.Report;
import io.thermocline.benchmarks.subject.Laboratory;
import io.thermocline.benchmarks.subject.Subject;
import io.thermocline.benchmarks.subject.SubjectProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One cold reader of a server that people run, as fast as it can be: the benchmarks' own is up to three times as fast, and
 * what a client adds weighs as much more.
 */
final class S3ProxyReading {

    private static final int MIB = 1 << 20;
    private static final int WARM_UP_READS = 2000;
    private static final int QUICK_WARM_UP_READS = 200;
    private static final int WARM_UP_LAPS = 8;
    private static final long PAUSE_MILLIS = 200;

    private final Report report;
    private final Laboratory laboratory;
    private final String small;
    private final int middle;

    private S3ProxyReading(Report report, Laboratory laboratory, boolean quick) throws Exception {
        this.report = report;
        this.laboratory = laboratory;
        this.small = SystemBenchmark.numbers(laboratory.segments(4, (quick ? 16 : 64) * MIB));
        this.middle = laboratory.segments(1, (quick ? 64 : 256) * MIB).get(0);
    }

    /** Adds the steps to a report, each done by all subjects in turn, {@code rounds} times. */
    static void measure(Report report, List<Subject> subjects, List<String> jvmOptions, int rounds, boolean quick)
            throws Exception {
        try (Laboratory laboratory = Laboratory.withS3Proxy(jvmOptions)) {
            S3ProxyReading reading = new S3ProxyReading(report, laboratory, quick);
            for (Subject subject : subjects) {
                reading.warmUp(laboratory.add(subject), quick ? QUICK_WARM_UP_READS : WARM_UP_READS);
            }
            List<SubjectProcess> order = new ArrayList<>(laboratory.subjects());
            for (int round = 0; round < rounds; round++) {
                reading.step(Step.S3PROXY_STREAM, order, "stream ");
                reading.step(Step.S3PROXY_READER, order, "read ");
                Collections.rotate(order, 1);
            }
        }
    }

    private void warmUp(SubjectProcess subject, int reads) throws Exception {
        laboratory.run(subject, "copy " + small + " " + middle);
        laboratory.run(subject, "restart cache.memory.bytes=0 read.ahead.max.bytes=0");
        laboratory.run(subject, "random %d %d 2".formatted(middle, reads));
        laboratory.run(subject, "restart");
        for (int lap = 0; lap < WARM_UP_LAPS; lap++) {
            laboratory.run(subject, "read " + small);
            laboratory.run(subject, "stream " + middle);
        }
    }

    private void step(Step step, List<SubjectProcess> order, String command) throws Exception {
        for (SubjectProcess subject : order) {
            step(step, subject, command);
        }
    }

    /** Does a step after all that was cached is forgotten, with memory that was used before. */
    private void step(Step step, SubjectProcess subject, String command) throws Exception {
        laboratory.run(subject, "restart");
        laboratory.run(subject, "read " + small);
        Thread.sleep(PAUSE_MILLIS);
        report.add(step.title(), subject.subject().name(), laboratory.run(subject, command + middle));
    }
}
