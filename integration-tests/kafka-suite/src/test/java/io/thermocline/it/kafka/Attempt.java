// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import io.thermocline.it.broker.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run of a class of tests, or of some methods of it, in a JVM of its own, against an empty tier of its own.
 *
 * @param passed whether none of its tests failed
 * @param tests how many of how many tests passed
 * @param failed the methods that did not pass; none if no test came to its end
 * @param time how long it took
 * @param output all that the JVM printed; what a failed one left on its disk lies beside it
 */
record Attempt(boolean passed, String tests, List<String> failed, Duration time, Path output) {

    private static final Duration AT_MOST = Duration.ofMinutes(20);

    Attempt {
        failed = List.copyOf(failed);
    }

    /**
     * Runs tests.
     *
     * @param methods those to run, none for all that the class has
     * @param directory where everything about this run is to lie
     */
    static Attempt make(String testClass, List<String> methods, SuiteTier tier, Path directory) {
        Path output = directory.resolve("output.txt");
        Path scratch = directory.resolve("tmp");
        Path objects = directory.resolve("tier");
        Path description = directory.resolve("tier.properties");
        try {
            Files.createDirectories(scratch);
            tier.open(Files.createDirectories(objects)).write(description);

            long began = System.nanoTime();
            boolean passed = run(testClass, methods, output, options(scratch, description));
            Duration time = Duration.ofNanos(System.nanoTime() - began);
            if (passed) {
                SuiteDirectory.delete(scratch);
                SuiteDirectory.delete(objects);
            }
            return new Attempt(
                    passed,
                    said(output, TestClassRun.TESTS)
                            .reduce((first, last) -> last)
                            .orElse("none"),
                    said(output, TestClassRun.FAILED).distinct().toList(),
                    time,
                    output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kafka's tests are many short lives of brokers: what takes time is the start. */
    private static List<String> options(Path scratch, Path description) {
        return List.of(
                "-Xmx1g",
                "-XX:MaxDirectMemorySize=2g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + scratch,
                "-D" + TierOfTests.FILE + "=" + description);
    }

    private static boolean run(String testClass, List<String> methods, Path output, List<String> options) {
        List<String> arguments = new ArrayList<>(List.of(TestClassRun.class.getName(), KafkaTests.fullName(testClass)));
        arguments.addAll(methods);
        ChildJvm jvm = ChildJvm.start(output, classPath(), options, arguments);
        try {
            return jvm.awaitEnd(AT_MOST) == 0;
        } catch (AssertionError endless) {
            jvm.kill();
            return false;
        }
    }

    private static String classPath() {
        // Failsafe may put the real class path into a property and start with a jar that names it.
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Returns what the JVM said after a label at the beginning of a line. */
    private static Stream<String> said(Path output, String label) throws IOException {
        return Files.readAllLines(output, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()));
    }
}
