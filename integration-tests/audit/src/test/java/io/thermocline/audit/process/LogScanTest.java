// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.process.LogScan.Explanation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogScanTest {

    private static final String LOG = """
            INFO 2026-11-20 10:00:00,000 [main] kafka.Kafka - ERROR is only a word here
            ERROR 2026-11-20 10:00:01,000 [copy-1] RemoteLogManager - Error occurred while copying
            org.apache.kafka.server.log.remote.storage.RemoteStorageException: copying orders-0
            \tat io.thermocline.Some.where(Some.java:1)
            Caused by: java.net.ConnectException: Connection refused
            [2026-11-20 10:00:02,000] WARN a warning (kafka.Some)
            [2026-11-20 10:00:03,000] ERROR a bad thing (kafka.Some)
            java.lang.IllegalStateException: bad
            INFO 2026-11-20 10:00:04,000 [main] kafka.Kafka - more
            Exception in thread "x" java.lang.OutOfMemoryError
            \tat somewhere
            """;

    private static AuditReport scan(String log, Explanation... explanations) throws IOException {
        return new LogScan(List.of(explanations)).scan("broker-1.log", new BufferedReader(new StringReader(log)));
    }

    @Test
    void everyErrorIsFoundWithWhatFollowsIt() throws IOException {
        AuditReport report = scan(LOG);

        assertThat(report.violations())
                .extracting(finding -> finding.numbers().get("line"))
                .containsExactly(2L, 7L, 10L);
        assertThat(report.violations().get(0).sentence())
                .contains("broker-1.log", "Error occurred while copying", "Connection refused")
                .doesNotContain("a warning");
        assertThat(report.violations().get(2).sentence()).contains("OutOfMemoryError", "at somewhere");
        assertThat(report.looked("log lines")).isEqualTo(11);
        assertThat(report.looked("errors in logs")).isEqualTo(3);
    }

    @Test
    void whatAFaultExplainsIsANote() throws IOException {
        Explanation outage = new Explanation("copies that failed", "store away", Pattern.compile("Connection refused"));
        Explanation unused = new Explanation("never seen", "none", Pattern.compile("no such text"));

        AuditReport report = scan(LOG, outage, unused);

        assertThat(report.violations()).hasSize(2);
        assertThat(report.notes()).singleElement().satisfies(note -> {
            assertThat(note.kind()).isEqualTo(FindingKind.EXPLAINED_ERRORS);
            assertThat(note.sentence()).contains("store away", "copies that failed");
            assertThat(note.numbers()).containsEntry("errors", 1L);
        });
    }

    @Test
    void aLogWithBytesThatAreNoText(@TempDir Path directory) throws IOException {
        byte[] log = (LOG + "INFO \u00e9 in another encoding\n").getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(directory.resolve("broker.log"), log);

        AuditReport report = new LogScan(List.of()).scan(file);

        assertThat(report.violations())
                .hasSize(3)
                .allSatisfy(finding -> assertThat(finding.key()).isEqualTo(file.toString()));
        assertThat(report.looked("log lines")).isEqualTo(12);
    }

    @Test
    void aQuietLog() throws IOException {
        assertThat(scan("INFO all is well\n\tERROR in a trace of a warning\n").findings())
                .isEmpty();
        assertThat(scan("").looked("log lines")).isZero();
    }
}
