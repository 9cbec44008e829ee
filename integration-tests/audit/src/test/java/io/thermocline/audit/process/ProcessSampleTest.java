// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.process.ProcessSample.Allowance;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessSampleTest {

    private static final int MIB = 1024 * 1024;
    private static final Allowance LITTLE = new Allowance(1, 2, MIB, MIB);

    private Process process;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeakyProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.getInputStream().read()).isEqualTo(1);
        ProcessSample.of(process.pid());
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private void leak() throws IOException {
        process.getOutputStream().write(1);
        process.getOutputStream().flush();
        assertThat(process.getInputStream().read()).isEqualTo(1);
    }

    @Test
    void aProcessThatHoldsWhatItHeldIsNotLeaky() throws IOException {
        ProcessSample before = ProcessSample.of(process.pid());
        ProcessSample after = ProcessSample.of(process.pid());

        assertThat(before.growthTo(after, LITTLE).findings()).isEmpty();
        assertThat(before.residentBytes()).isGreaterThan(MIB);
        assertThat(before.threads()).containsEntry("main", 1);
        assertThat(before.fileDescriptors()).containsKey("pipe");
    }

    @Test
    void everyKindOfLeakIsFound() throws IOException {
        ProcessSample before = ProcessSample.of(process.pid());
        leak();
        ProcessSample after = ProcessSample.of(process.pid());

        AuditReport report = before.growthTo(after, LITTLE);

        assertThat(report.violations()).hasSize(4).allSatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.LEAK);
            assertThat(finding.key()).isEqualTo("process " + process.pid());
        });
        assertThat(report.violations().get(0).sentence()).contains("3 threads").contains("leak-#=3");
        assertThat(report.violations().get(1).sentence())
                .contains("file descriptors")
                .contains("file=5");
        assertThat(after.directBytes() - before.directBytes()).isEqualTo(LeakyProcess.DIRECT_BYTES);
        Allowance enough = new Allowance(3, 9, 9L * MIB, 4L * MIB);
        assertThat(before.growthTo(after, enough).findings()).isEmpty();
    }
}
