// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Process;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Copies in heaps so small that whoever holds parts in memory dies. The server is a process of its own. */
class SmallHeapCopyTest {

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long LESS_THAN_A_PART = 24 * MIB;

    @TempDir
    Path directory;

    @Test
    void aGibibyteIsCopiedInAHeapOf96Mebibytes() throws Exception {
        copy(1, GIB, "-Xmx96m", "-XX:MaxDirectMemorySize=64m");
    }

    /** Long enough that all threads of the tier send at once. */
    @Test
    void eightSegmentsAtOnceAreCopiedInAHeapOf96Mebibytes() throws Exception {
        copy(8, 40 * MIB, "-Xmx96m", "-XX:MaxDirectMemorySize=64m");
    }

    @Test
    @EnabledIfSystemProperty(named = "thermocline.full", matches = "true")
    void eightLargeSegmentsAtOnceAreCopiedInAHeapOf192Mebibytes() throws Exception {
        copy(8, 256 * MIB, "-Xmx192m", "-XX:MaxDirectMemorySize=64m");
    }

    private void copy(int copies, long bytes, String... limits) throws Exception {
        try (S3Process s3 = S3Process.in(Files.createDirectory(directory.resolve("s3")));
                S3Bucket bucket = s3.server().newBucket()) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(limits));
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    SmallHeapCopies.class.getName(),
                    directory.toString(),
                    Long.toString(bytes),
                    Integer.toString(copies)));
            bucket.settings().forEach((key, value) -> command.add(key + "=" + value));
            Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(jvm.waitFor()).as(output).isZero();
            assertThat(printed("heap ", output)).isLessThan(LESS_THAN_A_PART);
            assertThat(printed("direct ", output)).isLessThan(LESS_THAN_A_PART);
            assertThat(bucket.keys()).hasSize(copies);
            assertThat(bucket.uploads()).isEmpty();
        }
    }

    private static long printed(String name, String output) {
        return output.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }
}
