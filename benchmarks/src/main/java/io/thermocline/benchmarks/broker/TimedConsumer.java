// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.broker;

import io.thermocline.benchmarks.measure.CallTimes;
import io.thermocline.benchmarks.measure.Figures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer with its own clock and the defaults of its client. How long it waits for the records of a fetch is the time
 * of one call.
 */
final class TimedConsumer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Consumer<byte[], byte[]> consumer;

    private TimedConsumer(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    static TimedConsumer of(String bootstrapServers) {
        return new TimedConsumer(new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    }

    /** Reads so many bytes of values from the beginning of a partition. */
    Figures read(TopicPartition partition, long bytes) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
        CallTimes waits = new CallTimes();
        long began = System.nanoTime();
        long read = 0;
        while (read < bytes) {
            long before = System.nanoTime();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(PATIENCE);
            waits.add(System.nanoTime() - before);
            if (records.isEmpty()) {
                throw new IllegalStateException("no records of %s came in %d s, after %d bytes"
                        .formatted(partition, PATIENCE.toSeconds(), read));
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                read += record.value().length;
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Figures figures = new Figures();
        figures.put("seconds", seconds);
        figures.put("bytes", read);
        figures.put("mb.per.second", read / 1e6 / seconds);
        waits.putInto(figures);
        return figures;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
