// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import io.thermocline.it.broker.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One run of a test, or of a class of tests, in a JVM of its own, against an empty tier of its own.
 *
 * @param passed whether all of its tests passed
 * @param summary how many of how many passed
 * @param seconds how long it took
 * @param output all that the JVM printed; what a failed one left on its disk lies beside it
 */
record Attempt(boolean passed, String summary, long seconds, Path output) {

    private static final Duration AT_MOST = Duration.ofMinutes(15);

    static Attempt make(String test, SuiteTier tier, int number) {
        String label = test.replace('#', '-');
        Path directory = SuiteDirectory.of(tier.label(), label, "try-" + number);
        Path output = directory.resolve("output.txt");
        Path scratch = directory.resolve("tmp");
        try {
            Files.createDirectories(scratch);
            Path description = directory.resolve("tier.properties");
            tier.open(Files.createDirectories(directory.resolve("tier")), bucketName(label, number))
                    .write(description);

            long began = System.nanoTime();
            ChildJvm jvm = ChildJvm.start(
                    output,
                    classPath(),
                    options(scratch, description),
                    List.of(TestClassRun.class.getName(), KafkaTests.fullName(test)));
            boolean passed = awaitEnd(jvm) == 0;
            long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
            if (passed) {
                SuiteDirectory.delete(scratch);
                SuiteDirectory.delete(directory.resolve("tier"));
            }
            return new Attempt(passed, summary(output), seconds, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String bucketName(String label, int number) {
        return label.toLowerCase(Locale.ROOT) + "-" + number;
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

    private static String classPath() {
        // Failsafe may put the real class path into a property and start with a jar that names it.
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static int awaitEnd(ChildJvm jvm) {
        try {
            return jvm.awaitEnd(AT_MOST);
        } catch (AssertionError endless) {
            jvm.kill();
            return -1;
        }
    }

    private static String summary(Path output) throws IOException {
        return Files.readAllLines(output, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(TestClassRun.TESTS))
                .map(line -> line.substring(TestClassRun.TESTS.length()))
                .reduce((first, last) -> last)
                .orElse("no result");
    }
}
