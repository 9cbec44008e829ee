// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import io.thermocline.it.tier.Tier;
import io.thermocline.it.tier.TierKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a broker is set up, apart from ports and directories.
 *
 * @param name of the broker's directory, for whoever looks at the remains
 * @param tier where segments go
 * @param metadata where the metadata of remote segments is kept
 * @param extra further lines of {@code server.properties}, which win over all others
 * @param jvmOptions further options of its JVM, which win over all others
 */
public record BrokerSettings(
        String name,
        KafkaRelease release,
        TierKind tier,
        Metadata metadata,
        Map<String, String> extra,
        List<String> jvmOptions) {

    /** Where the metadata of remote segments is kept. */
    public enum Metadata {
        /** In Kafka's internal topic, as most users have it. */
        TOPIC,
        /** In the memory of the process. */
        MEMORY
    }

    public BrokerSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(tier, "tier");
        Objects.requireNonNull(metadata, "metadata");
        extra = Map.copyOf(extra);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** Takes settings without options of the JVM. */
    public BrokerSettings(
            String name, KafkaRelease release, TierKind tier, Metadata metadata, Map<String, String> extra) {
        this(name, release, tier, metadata, extra, List.of());
    }

    /** Returns these settings with further options of the JVM. */
    public BrokerSettings withJvm(List<String> options) {
        return new BrokerSettings(name, release, tier, metadata, extra, options);
    }

    /** Returns these settings with one more line of {@code server.properties}. */
    public BrokerSettings with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(extra);
        more.put(key, value);
        return new BrokerSettings(name, release, tier, metadata, more, jvmOptions);
    }

    /** Returns these settings without a line that {@link #with} added. */
    public BrokerSettings without(String key) {
        Map<String, String> fewer = new LinkedHashMap<>(extra);
        fewer.remove(key);
        return new BrokerSettings(name, release, tier, metadata, fewer, jvmOptions);
    }

    /** Returns {@code server.properties}. */
    Map<String, String> properties(int port, int controllerPort, Path data, Tier segments) {
        Map<String, String> lines = new LinkedHashMap<>();
        addNode(lines, port, controllerPort, data);
        Haste.addTo(lines);
        addTiering(lines, Directories.distribution().resolve("lib") + "/*", segments);
        lines.putAll(extra);
        return lines;
    }

    private static void addNode(Map<String, String> lines, int port, int controllerPort, Path data) {
        lines.put("node.id", "1");
        lines.put("process.roles", "broker,controller");
        lines.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
        lines.put("controller.listener.names", "CONTROLLER");
        lines.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        lines.put("log.dirs", data.toString());
        lines.put("offsets.topic.replication.factor", "1");
        lines.put("offsets.topic.num.partitions", "1");
        lines.put("transaction.state.log.replication.factor", "1");
        lines.put("transaction.state.log.min.isr", "1");
        lines.put("transaction.state.log.num.partitions", "1");
    }

    private void addTiering(Map<String, String> lines, String plugin, Tier segments) {
        lines.put("remote.log.storage.system.enable", "true");
        lines.putAll(segments.settings());
        lines.put("remote.log.storage.manager.class.path", plugin);
        lines.put("remote.log.metadata.manager.listener.name", "PLAINTEXT");
        switch (metadata) {
            case TOPIC -> {
                lines.put("rlmm.config.remote.log.metadata.topic.replication.factor", "1");
                lines.put("rlmm.config.remote.log.metadata.topic.num.partitions", "2");
            }
            case MEMORY -> {
                lines.put(
                        "remote.log.metadata.manager.class.name",
                        "io.thermocline.inmemory.InMemoryRemoteLogMetadataManager");
                lines.put("remote.log.metadata.manager.class.path", plugin);
            }
        }
    }
}
