// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.upload;

import io.thermocline.benchmarks.measure.Check;
import io.thermocline.benchmarks.measure.Report;
import io.thermocline.benchmarks.s3server.Pace;
import io.thermocline.benchmarks.subject.Laboratory;
import io.thermocline.benchmarks.subject.Subject;
import io.thermocline.benchmarks.subject.SubjectProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How fast a segment is copied to S3, beside a multipart upload of its log by the SDK's client alone, with the same parts,
 * the same parallelism and the same checksums; and with a slow server, beside the same with one part at a time. All in
 * turns, and of several rounds the median. {@code benchmarks/run upload} runs it.
 *
 * <p>Arguments: the file of the plugin that copies, and that of the one that is compared to; see {@link Subject#read}.
 * System properties: {@code rounds} (5), {@code mib} (1024), {@code slow.mib} (512), {@code jvm.options}, {@code report}
 * (a file to append JSON to).
 */
public final class UploadBenchmark {

    private static final int MIB = 1 << 20;

    /** As many rounds first as it takes until the compiler is done with both. */
    private static final int PRACTICE = 4;

    private static final Pace SLOW = Pace.of(20, 50);
    private static final String FAST_STEP = "copy, no limits";
    private static final String SLOW_STEP = "copy, " + SLOW;

    private final int rounds = Integer.getInteger("rounds", 5);
    private final Report report = new Report();

    private UploadBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        new UploadBenchmark().run(Subject.read(Path.of(arguments[0])), Subject.read(Path.of(arguments[1])));
    }

    private void run(Subject plugin, Subject bare) throws Exception {
        Subject oneByOne = bare.with(bare.name() + "-one-part", Map.of("parallelism", "1"));
        try (Laboratory laboratory = Laboratory.open(
                List.of(System.getProperty("jvm.options", "-Xmx512m").split(" ", -1)))) {
            int large = laboratory
                    .segments(1, Integer.getInteger("mib", 1024) * MIB)
                    .get(0);
            int slow = laboratory
                    .segments(1, Integer.getInteger("slow.mib", 512) * MIB)
                    .get(0);
            SubjectProcess first = laboratory.add(plugin);
            SubjectProcess second = laboratory.add(bare);
            SubjectProcess third = laboratory.add(oneByOne);
            rounds(laboratory, FAST_STEP, large, PRACTICE, List.of(first, second));
            laboratory.pace(SLOW);
            rounds(laboratory, SLOW_STEP, slow, 1, List.of(first, third));
        }
        check(FAST_STEP, plugin, bare, 0.9);
        check(SLOW_STEP, plugin, oneByOne, 3);
        report.print(System.out);
        report.write(Path.of(System.getProperty("report", "benchmarks/target/upload.json")));
    }

    /** Copies and deletes in turns; what is done first is for practice. */
    private void rounds(Laboratory laboratory, String step, int segment, int practice, List<SubjectProcess> subjects)
            throws Exception {
        for (int round = -practice; round < rounds; round++) {
            List<SubjectProcess> order = new ArrayList<>(subjects);
            Collections.rotate(order, round);
            for (SubjectProcess subject : order) {
                var figures = laboratory.run(subject, "copy " + segment);
                laboratory.run(subject, "delete " + segment);
                if (round >= 0) {
                    report.add(step, subject.subject().name(), figures);
                }
            }
        }
    }

    private void check(String step, Subject plugin, Subject beside, double limit) {
        double ratio = report.medians(step, plugin.name()).get("mb.per.second")
                / report.medians(step, beside.name()).get("mb.per.second");
        report.add(Check.atLeast(step + ": " + plugin + " to " + beside, ratio, "times", limit));
    }
}
