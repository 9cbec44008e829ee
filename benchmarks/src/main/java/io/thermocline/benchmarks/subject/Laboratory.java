// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.subject;

import io.thermocline.benchmarks.measure.Figures;
import io.thermocline.benchmarks.s3server.Pace;
import io.thermocline.s3.testing.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A server, segments on disk, and subjects that work on them, one at a time. */
public final class Laboratory implements AutoCloseable {

    private final Path directory;
    private final LaboratoryServer server;
    private final List<String> jvmOptions;
    private final List<SubjectProcess> subjects = new ArrayList<>();
    private final List<LogSegment> segments = new ArrayList<>();

    private Laboratory(Path directory, LaboratoryServer server, List<String> jvmOptions) {
        this.directory = directory;
        this.server = server;
        this.jvmOptions = jvmOptions;
    }

    /** Opens one with a server that is as fast as it can be, and no subjects; all JVMs get the options. */
    public static Laboratory open(List<String> jvmOptions) throws IOException {
        return new Laboratory(newDirectory(), new LaboratoryServer.Own(), jvmOptions);
    }

    /** Opens one with S3Proxy, which has no pace but its own and does not count. */
    public static Laboratory withS3Proxy(List<String> jvmOptions) throws IOException {
        Path directory = newDirectory();
        // Gone with all else that is in the directory.
        Path objects = Files.createDirectory(directory.resolve("objects"));
        return new Laboratory(directory, new LaboratoryServer.Proxy(objects), jvmOptions);
    }

    private static Path newDirectory() throws IOException {
        return Files.createTempDirectory("thermocline-benchmark");
    }

    /** Takes in another subject, which keeps its objects under a bucket of its own. */
    public SubjectProcess add(Subject subject) throws IOException, InterruptedException {
        S3Server at = server.server();
        String bucket = server.newBucket();
        SubjectProcess process = SubjectProcess.start(
                subject.map(value -> value.replace("${endpoint}", at.endpoint().toString())
                        .replace("${bucket}", bucket)
                        .replace("${region}", at.region())
                        .replace("${access.key}", at.accessKey())
                        .replace("${secret.key}", at.secretKey())),
                jvmOptions);
        subjects.add(process);
        for (int i = 0; i < segments.size(); i++) {
            process.run("add " + segmentDirectory(i));
        }
        return process;
    }

    /** Writes segments of that length for all subjects, and returns their numbers. */
    public List<Integer> segments(int count, int bytes) throws IOException, InterruptedException {
        int first = segments.size();
        for (int number = first; number < first + count; number++) {
            segments.add(LogSegment.write(segmentDirectory(number), bytes));
            for (SubjectProcess subject : subjects) {
                subject.run("add " + segmentDirectory(number));
            }
        }
        return IntStream.range(first, first + count).boxed().toList();
    }

    private Path segmentDirectory(int number) {
        return directory.resolve("segment" + number);
    }

    public List<SubjectProcess> subjects() {
        return List.copyOf(subjects);
    }

    public void pace(Pace pace) {
        server.pace(pace);
    }

    /** Lets a subject do a step, and adds what the server saw of it. */
    public Figures run(SubjectProcess subject, String command) throws IOException, InterruptedException {
        server.begin();
        Figures figures = subject.run(command);
        server.end(figures);
        return figures;
    }

    @Override
    public void close() throws IOException {
        for (SubjectProcess subject : subjects) {
            subject.close();
        }
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
