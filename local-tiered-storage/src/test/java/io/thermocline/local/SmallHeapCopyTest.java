// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallHeapCopyTest {

    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    @TempDir
    Path directory;

    @Test
    void aGibibyteIsCopiedInAHeapOf64MebibytesOfWhichItUsesLessThan16() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapCopy.class.getName(),
                        directory.toString(),
                        Long.toString(GIB))
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(jvm.waitFor()).as(output).isZero();
        String rise = output.lines()
                .filter(line -> line.startsWith("rise "))
                .findFirst()
                .orElseThrow();
        assertThat(Long.parseLong(rise.substring(5))).isLessThan(16 * MIB);
    }
}
