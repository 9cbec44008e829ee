// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessSampleTest {

    private static final int MIB = 1024 * 1024;

    /** Each thread that answers over a socket has a buffer for it. */
    private static final long QUESTIONS_DIRECT_BYTES = 64 * 1024;

    private Process process;
    private ServerSocket server;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeakyProcess.class.getName(),
                        Integer.toString(server.getLocalPort()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.getInputStream().read()).isEqualTo(1);
        ProcessSample.of(process.pid());
    }

    @AfterEach
    void end() throws IOException {
        process.destroyForcibly();
        server.close();
    }

    private void leak() throws IOException {
        process.getOutputStream().write(1);
        process.getOutputStream().flush();
        assertThat(process.getInputStream().read()).isEqualTo(1);
    }

    @Test
    void aProcessThatDoesNothingHoldsTheSame() throws IOException {
        ProcessSample before = ProcessSample.of(process.pid());
        ProcessSample after = ProcessSample.of(process.pid());

        assertThat(after.threads()).isEqualTo(before.threads()).containsEntry("main", 1);
        assertThat(after.objects()).isEqualTo(before.objects());
        assertThat(after.directBytes()).isCloseTo(before.directBytes(), within(QUESTIONS_DIRECT_BYTES));
        assertThat(before.residentBytes()).isGreaterThan(MIB);
        assertThat(before.descriptors()).anyMatch(descriptor -> descriptor.startsWith("pipe:["));
        assertThat(before.connections()).doesNotContainKey(server.getLocalPort());
    }

    @Test
    void everyKindOfLeakIsSeen() throws IOException {
        ProcessSample before = ProcessSample.of(process.pid());
        leak();
        ProcessSample after = ProcessSample.of(process.pid());

        assertThat(after.threads()).containsEntry("leak-#", LeakyProcess.THREADS);
        assertThat(Collections.frequency(after.descriptors(), "/proc/" + process.pid() + "/status"))
                .isEqualTo(LeakyProcess.FILES);
        assertThat(after.connections()).containsEntry(server.getLocalPort(), 1);
        assertThat(after.objects()).containsEntry(LeakyProcess.Held.class.getName(), 1L);
        assertThat(after.directBytes() - before.directBytes())
                .isCloseTo(LeakyProcess.DIRECT_BYTES, within(QUESTIONS_DIRECT_BYTES));
        assertThat(after.heapBytes() - before.heapBytes()).isGreaterThan(LeakyProcess.HEAP_BYTES - MIB);
    }
}
