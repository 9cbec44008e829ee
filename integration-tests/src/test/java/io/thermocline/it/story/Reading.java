// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.story;

import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.Broker;
import io.thermocline.it.load.ReadAudit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that reads committed records from the beginning and holds each against the one that was written. A record
 * that is not exactly the one that is due ends the reading, and the test.
 */
public final class Reading implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final TieredTopic topic;
    private final Consumer<byte[], byte[]> consumer;
    private final ReadAudit audit = new ReadAudit();

    private Reading(TieredTopic topic, Consumer<byte[], byte[]> consumer) {
        this.topic = topic;
        this.consumer = consumer;
    }

    static Reading of(Broker broker, TieredTopic topic) {
        Map<String, Object> configs = new LinkedHashMap<>();
        configs.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        configs.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        configs.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(topic.partitions());
        consumer.seekToBeginning(topic.partitions());
        return new Reading(topic, consumer);
    }

    /** Goes on from the record that was written with that sequence number, which is at that offset. */
    public Reading from(int partition, long offset, long sequence) {
        consumer.seek(new TopicPartition(topic.name(), partition), offset);
        audit.startingAt(partition, sequence);
        return this;
    }

    /** Reads on until every record that was written has been read; each was right. */
    public Reading toTheEnd() {
        return until("every record to be read", this::complete);
    }

    /** Reads on, as far as there is something to read, until {@code condition} holds. */
    public Reading until(String what, Callable<Boolean> condition) {
        Await.until(what, Await.LONG, () -> poll() && condition.call(), this::state);
        return this;
    }

    private boolean poll() {
        consumer.poll(POLL).forEach(audit::accept);
        return true;
    }

    private boolean complete() {
        return topic.partitions().stream().allMatch(p -> audit.next(p.partition()) == topic.written(p.partition()));
    }

    private String state() {
        StringBuilder state = new StringBuilder("read ").append(audit.records()).append(" records;");
        for (TopicPartition partition : topic.partitions()) {
            state.append(" %s: %d of %d"
                    .formatted(partition, audit.next(partition.partition()), topic.written(partition.partition())));
        }
        return state.toString();
    }

    /** Returns the sequence of the record that is due next in a partition. */
    public long next(int partition) {
        return audit.next(partition);
    }

    /** Returns how many records were read; each was right. */
    public long records() {
        return audit.records();
    }

    @Override
    public void close() {
        consumer.close(Duration.ZERO);
    }
}
