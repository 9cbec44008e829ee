// SPDX-License-Identifier: Apache-2.0
package io.thermocline.inmemory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The configuration of the manager.
 *
 * @param readyWait how long a call waits for its partition to be assigned to this broker
 * @param unknownKeys what was configured but means nothing here, in order
 */
record InMemoryConfig(Duration readyWait, List<String> unknownKeys) {
    static final String READY_WAIT_MS = "ready.wait.ms";

    static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    READY_WAIT_MS,
                    ConfigDef.Type.LONG,
                    100L,
                    ConfigDef.Range.between(0, 60_000),
                    ConfigDef.Importance.LOW,
                    "How long a call about a partition that is not assigned to this broker yet waits for the"
                            + " assignment, in milliseconds, before it fails with an error that is worth a retry.");

    /** What brokers add of their own accord to the configuration of every metadata manager. */
    private static final Set<String> BROKERS_OWN = Set.of("broker.id", "node.id", "cluster.id", "log.dir");

    private static final String BROKERS_OWN_PREFIX = "remote.log.metadata.";

    /**
     * Reads what the broker hands over.
     *
     * @throws org.apache.kafka.common.config.ConfigException naming the key, the value and what would be right
     */
    static InMemoryConfig parse(Map<String, ?> configs) {
        AbstractConfig parsed = new AbstractConfig(DEFINITION, configs, false);
        List<String> unknown = configs.keySet().stream()
                .filter(key -> !DEFINITION.names().contains(key))
                .filter(key -> !BROKERS_OWN.contains(key) && !key.startsWith(BROKERS_OWN_PREFIX))
                .sorted()
                .toList();
        return new InMemoryConfig(Duration.ofMillis(parsed.getLong(READY_WAIT_MS)), unknown);
    }
}
