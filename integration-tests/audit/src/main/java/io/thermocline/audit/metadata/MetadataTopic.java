// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.metadata;

import java.util.Map;

/**
 * Kafka's topic {@code __remote_log_metadata}. Each {@link #read} goes on where the last one ended and returns the state
 * after all events. Not for several threads.
 */
public final class MetadataTopic implements MetadataSource, AutoCloseable {

    /** Opens the topic of a cluster. */
    public static MetadataTopic open(String bootstrapServers) {
        return open(bootstrapServers, Map.of());
    }

    /** Opens the topic of a cluster, with further settings of the consumer, such as for its security. */
    public static MetadataTopic open(String bootstrapServers, Map<String, Object> consumerConfigs) {
        throw new UnsupportedOperationException();
    }

    /** Reads the topic once. */
    public static RemoteMetadata read(String bootstrapServers) {
        try (MetadataTopic topic = open(bootstrapServers)) {
            return topic.read();
        }
    }

    /** {@inheritDoc} A cluster without that topic has no metadata, which is no error. */
    @Override
    public RemoteMetadata read() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
