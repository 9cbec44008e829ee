// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.system;

import io.thermocline.benchmarks.measure.Figures;
import io.thermocline.benchmarks.measure.Report;
import io.thermocline.benchmarks.s3server.Pace;
import io.thermocline.benchmarks.subject.Laboratory;
import io.thermocline.benchmarks.subject.Subject;
import io.thermocline.benchmarks.subject.SubjectProcess;
import io.thermocline.plot.LinePlot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How speed, requests and memory grow with the length of a segment, with the number of readers, and with the number of
 * segments that were read before; as a table, as JSON and as plots. {@code benchmarks/run growth} runs it.
 *
 * <p>Arguments: the files of the subjects ({@link Subject#read}). System properties: {@code quick} (false), {@code
 * jvm.options}, {@code report} (the directory of the results).
 */
public final class GrowthCurves {

    private static final int MIB = 1 << 20;
    private static final Pace PACE = Pace.of(30, 100);

    private final boolean quick = Boolean.getBoolean("quick");
    private final Path directory = Path.of(System.getProperty("report", "benchmarks/target/report"));
    private final Report report = new Report();
    private final Laboratory laboratory;

    private GrowthCurves(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> options = List.of(System.getProperty("jvm.options", "-Xmx1g -XX:MaxDirectMemorySize=1g")
                .split(" ", -1));
        try (Laboratory laboratory = Laboratory.open(options)) {
            for (String file : arguments) {
                laboratory.add(Subject.read(Path.of(file)));
            }
            new GrowthCurves(laboratory).draw();
        }
    }

    private void draw() throws Exception {
        Files.createDirectories(directory);
        practise();
        byLength();
        byReaders();
        byCached();
        report.print(System.out);
        report.write(directory.resolve("growth.json"));
        System.out.println("plots: " + directory.resolve("growth-*.svg"));
    }

    /** What is loaded and compiled before is not measured. */
    private void practise() throws Exception {
        int segment = laboratory.segments(1, 128 * MIB).get(0);
        for (SubjectProcess subject : laboratory.subjects()) {
            for (String step : List.of("copy ", "read ", "read ", "delete ")) {
                laboratory.run(subject, step + segment);
            }
        }
    }

    private void byLength() throws Exception {
        LinePlot copying = new LinePlot("Copying one segment, no limits", "MiB in the segment", "MB/s");
        LinePlot reading = new LinePlot("One cold reader, " + PACE, "MiB in the segment", "MB/s");
        LinePlot heap = new LinePlot("Peak heap while copying", "MiB in the segment", "MiB");
        for (int mib : quick ? List.of(8, 32, 128) : List.of(8, 32, 128, 512, 1024)) {
            int segment = laboratory.segments(1, mib * MIB).get(0);
            for (SubjectProcess subject : laboratory.subjects()) {
                String name = subject.subject().name();
                laboratory.pace(Pace.UNLIMITED);
                Figures copy = measure("copy, " + mib + " MiB", subject, "copy " + segment);
                copying.add(name, mib, copy.get("mb.per.second"));
                heap.add(name, mib, copy.get("peak.heap.mib"));
                if (mib <= 512) {
                    laboratory.pace(PACE);
                    laboratory.run(subject, "restart");
                    Figures read = measure("1 reader, " + mib + " MiB", subject, "read " + segment);
                    reading.add(name, mib, read.get("mb.per.second"));
                }
                laboratory.run(subject, "delete " + segment);
            }
        }
        copying.write(directory.resolve("growth-copy.svg"));
        reading.write(directory.resolve("growth-read.svg"));
        heap.write(directory.resolve("growth-heap.svg"));
    }

    private void byReaders() throws Exception {
        LinePlot speed = new LinePlot("Cold readers together, " + PACE, "readers", "MB/s");
        LinePlot late = new LinePlot("The slowest of 100 fetches, " + PACE, "readers", "ms");
        List<Integer> segments = copied(16);
        laboratory.pace(PACE);
        for (int readers : List.of(1, 2, 4, 8, 16)) {
            for (SubjectProcess subject : laboratory.subjects()) {
                laboratory.run(subject, "restart");
                Figures read = measure(readers + " readers", subject, "read " + numbers(segments.subList(0, readers)));
                speed.add(subject.subject().name(), readers, read.get("mb.per.second"));
                late.add(subject.subject().name(), readers, read.get("call.p99.ms"));
            }
        }
        deleteAll(segments);
        speed.write(directory.resolve("growth-readers.svg"));
        late.write(directory.resolve("growth-readers-p99.svg"));
    }

    /** Reads a segment again after so many others, which is quick for as long as it is kept. */
    private void byCached() throws Exception {
        LinePlot again = new LinePlot("Reading all again, no limits", "segments read before", "MB/s");
        LinePlot memory = new LinePlot("Peak direct memory meanwhile", "segments read before", "MiB");
        List<Integer> segments = copied(quick ? 16 : 32);
        laboratory.pace(Pace.UNLIMITED);
        for (int kept = 1; kept <= segments.size(); kept *= 2) {
            List<Integer> some = segments.subList(0, kept);
            for (SubjectProcess subject : laboratory.subjects()) {
                laboratory.run(subject, "restart");
                for (int segment : some) {
                    laboratory.run(subject, "read " + segment);
                }
                double seconds = 0;
                double bytes = 0;
                double direct = 0;
                for (int segment : some) {
                    Figures read = measure("again, of " + kept + " segments", subject, "read " + segment);
                    seconds += read.get("seconds");
                    bytes += read.get("bytes");
                    direct = Math.max(direct, read.get("peak.direct.mib"));
                }
                again.add(subject.subject().name(), kept, bytes / 1e6 / seconds);
                memory.add(subject.subject().name(), kept, direct);
            }
        }
        deleteAll(segments);
        again.write(directory.resolve("growth-cached.svg"));
        memory.write(directory.resolve("growth-cached-memory.svg"));
    }

    private Figures measure(String step, SubjectProcess subject, String command) throws Exception {
        Figures figures = laboratory.run(subject, command);
        report.add(step, subject.subject().name(), figures);
        return figures;
    }

    private List<Integer> copied(int count) throws Exception {
        laboratory.pace(Pace.UNLIMITED);
        List<Integer> segments = new ArrayList<>(laboratory.segments(count, (quick ? 8 : 16) * MIB));
        for (SubjectProcess subject : laboratory.subjects()) {
            laboratory.run(subject, "copy " + numbers(segments));
        }
        return segments;
    }

    private void deleteAll(List<Integer> segments) throws Exception {
        for (SubjectProcess subject : laboratory.subjects()) {
            laboratory.run(subject, "delete " + numbers(segments));
        }
    }

    private static String numbers(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
