// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.inmemory.InMemoryRemoteLogMetadataManager;
import io.thermocline.local.LocalTieredStorage;
import io.thermocline.s3.S3RemoteStorageManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} is written by this test, with {@code -Dthermocline.write.docs=true}. */
class ConfigurationDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    private static final String HEAD = """
            # Configuration

            Generated from the code; `ConfigurationDocumentTest` writes it and keeps it current. Keys are written in
            `server.properties` with the prefix that each section names. A value that cannot be right stops the start and is named;
            unknown keys are warned about.
            """;

    @Test
    void theDocumentSaysWhatTheCodeSays() throws Exception {
        String expected = HEAD
                + section(
                        "io.thermocline.local.LocalTieredStorage",
                        "remote.log.storage.manager.class.name",
                        "rsm.config.",
                        LocalTieredStorage.configDef())
                + section(
                        "io.thermocline.s3.S3RemoteStorageManager",
                        "remote.log.storage.manager.class.name",
                        "rsm.config.",
                        S3RemoteStorageManager.configDef())
                + section(
                        "io.thermocline.inmemory.InMemoryRemoteLogMetadataManager",
                        "remote.log.metadata.manager.class.name",
                        "rlmm.config.",
                        InMemoryRemoteLogMetadataManager.configDef());
        if (Boolean.getBoolean("thermocline.write.docs")) {
            Files.writeString(DOCUMENT, expected);
        }

        assertThat(DOCUMENT)
                .content()
                .as("write it anew with -Dthermocline.write.docs=true")
                .isEqualTo(expected);
    }

    private static String section(String className, String classProperty, String prefix, ConfigDef definition) {
        StringBuilder text = new StringBuilder("\n## " + className + "\n\nNamed by `" + classProperty + "`; keys begin"
                + " with `" + prefix + "`.\n\n| key | default | meaning |\n|---|---|---|\n");
        List<ConfigKey> keys = definition.configKeys().values().stream()
                .sorted(Comparator.comparing((ConfigKey key) -> key.hasDefault())
                        .thenComparing(key -> key.importance)
                        .thenComparing(key -> key.name))
                .toList();
        for (ConfigKey key : keys) {
            text.append("| `%s` | %s | %s%s |\n".formatted(key.name, defaultOf(key), key.documentation, allowed(key)));
        }
        return text.toString();
    }

    private static String defaultOf(ConfigKey key) {
        if (!key.hasDefault()) {
            return "*required*";
        }
        if (key.defaultValue == null || key.defaultValue.equals("")) {
            return "*none*";
        }
        return key.defaultValue.equals(Long.MAX_VALUE) ? "*unlimited*" : "`" + key.defaultValue + "`";
    }

    /** Says in words what the validators of Kafka say in brackets: {@code [1,...,9]}, {@code [1,...]}, {@code [a, b]}. */
    private static String allowed(ConfigKey key) {
        String said = key.validator == null ? "" : key.validator.toString();
        if (!said.startsWith("[")) {
            return "";
        }
        String inside = said.substring(1, said.length() - 1);
        if (inside.endsWith(",...")) {
            return " At least " + inside.replace(",...", "") + ".";
        }
        return inside.contains(",...,")
                ? " From " + inside.replace(",...,", " to ") + "."
                : " One of `" + inside.replace(", ", "`, `") + "`.";
    }
}
