// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.system;

import io.thermocline.benchmarks.measure.Report;
import io.thermocline.benchmarks.subject.Laboratory;
import io.thermocline.benchmarks.subject.Subject;
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

    private S3ProxyReading() {}

    /** Adds the steps to a report, each done by all subjects in turn, {@code rounds} times. */
    static void measure(Report report, List<Subject> subjects, List<String> jvmOptions, int rounds, boolean quick)
            throws Exception {
        try (Laboratory laboratory = Laboratory.withS3Proxy(jvmOptions)) {
            String small = SystemBenchmark.numbers(laboratory.segments(4, (quick ? 16 : 64) * MIB));
            int middle = laboratory.segments(1, (quick ? 64 : 256) * MIB).get(0);
            for (Subject subject : subjects) {
                laboratory.add(subject);
            }
            Turns turns = new Turns(laboratory, report);
            turns.each("copy " + small + " " + middle);
            turns.each("restart cache.memory.bytes=0 read.ahead.max.bytes=0");
            turns.each("random %d %d 2".formatted(middle, quick ? QUICK_WARM_UP_READS : WARM_UP_READS));
            turns.each("restart");
            for (int lap = 0; lap < WARM_UP_LAPS; lap++) {
                turns.each("read " + small);
                turns.each("stream " + middle);
            }
            for (int round = 0; round < rounds; round++) {
                turns.after("read " + small, Step.S3PROXY_STREAM, "stream " + middle);
                turns.after("read " + small, Step.S3PROXY_READER, "read " + middle);
                turns.rotate();
            }
        }
    }
}
