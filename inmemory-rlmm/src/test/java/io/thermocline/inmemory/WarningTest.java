// SPDX-License-Identifier: Apache-2.0
package io.thermocline.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarningTest {
    @Test
    void whoeverConfiguresTheManagerIsWarnedOfWhatWillBeLost() {
        String log = logOfConfiguring(Map.of("no.such.key", "1"));

        assertThat(log)
                .contains("WARN", "ALL OF IT IS LOST", "unreachable", "orphan", "one broker")
                .contains("no.such.key");
    }

    private static String logOfConfiguring(Map<String, ?> configs) {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try (InMemoryRemoteLogMetadataManager manager = new InMemoryRemoteLogMetadataManager()) {
            manager.configure(configs);
        } finally {
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
