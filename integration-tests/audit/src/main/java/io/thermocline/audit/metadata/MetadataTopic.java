// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.metadata;

import io.thermocline.audit.AuditException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.server.log.remote.metadata.storage.serialization.RemoteLogMetadataSerde;

/**
 * Kafka's topic {@code __remote_log_metadata}. Each {@link #read} goes on where the last one ended and returns the state
 * after all events. Not for several threads.
 */
public final class MetadataTopic implements MetadataSource, AutoCloseable {

    /** The topic's name. */
    public static final String NAME = "__remote_log_metadata";

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final Consumer<byte[], byte[]> consumer;
    private final RemoteLogMetadataSerde serde = new RemoteLogMetadataSerde();
    private final MetadataReplay replay = new MetadataReplay();
    private List<TopicPartition> partitions = List.of();

    private MetadataTopic(String bootstrapServers, Consumer<byte[], byte[]> consumer) {
        this.bootstrapServers = bootstrapServers;
        this.consumer = consumer;
    }

    /** Opens the topic of a cluster. */
    public static MetadataTopic open(String bootstrapServers) {
        return open(bootstrapServers, Map.of());
    }

    /** Opens the topic of a cluster, with further settings of the consumer, such as for its security. */
    public static MetadataTopic open(String bootstrapServers, Map<String, Object> consumerConfigs) {
        Map<String, Object> configs = new HashMap<>();
        configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        configs.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        configs.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
        configs.putAll(consumerConfigs);
        configs.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return new MetadataTopic(
                bootstrapServers,
                new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
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
        try {
            assign();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long heardOf = System.nanoTime();
            while (!reached(ends)) {
                boolean silent = true;
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(record);
                    silent = false;
                }
                if (!silent) {
                    heardOf = System.nanoTime();
                } else if (System.nanoTime() - heardOf > PATIENCE.toNanos()) {
                    throw new AuditException("the topic %s at %s ends at %s, but brought nothing for %d s"
                            .formatted(NAME, bootstrapServers, ends, PATIENCE.toSeconds()));
                }
            }
            return replay.state();
        } catch (KafkaException e) {
            throw new AuditException(
                    "cannot read the topic %s at %s: %s".formatted(NAME, bootstrapServers, e.getMessage()), e);
        }
    }

    /** Takes all partitions, once the topic is there; their number does not change. */
    private void assign() {
        if (!partitions.isEmpty()) {
            return;
        }
        List<PartitionInfo> found = consumer.listTopics().getOrDefault(NAME, List.of());
        partitions = found.stream()
                .map(partition -> new TopicPartition(NAME, partition.partition()))
                .toList();
        consumer.assign(partitions);
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            replay.apply(serde.deserialize(record.value()));
        } catch (RuntimeException e) {
            throw new AuditException(
                    "the event at offset %d of %s-%d is not to be decoded: %s"
                            .formatted(record.offset(), NAME, record.partition(), e),
                    e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
