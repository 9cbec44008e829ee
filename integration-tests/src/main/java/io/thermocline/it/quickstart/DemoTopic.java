// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import io.thermocline.it.load.LocalLog;
import io.thermocline.it.load.ReadAudit;
import io.thermocline.it.load.SealedValue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The tiered topic that is filled, watched and read back. */
final class DemoTopic implements AutoCloseable {

    static final String NAME = "quickstart";

    private static final int PARTITIONS = 3;
    private static final int VALUE_BYTES = 1_000;
    private static final int SEGMENT_BYTES = 4 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Options options;
    private final Admin admin;
    private final long recordsPerPartition;

    private DemoTopic(Options options, Admin admin) {
        this.options = options;
        this.admin = admin;
        this.recordsPerPartition = options.mebibytes() * 1024L * 1024L / VALUE_BYTES / PARTITIONS;
    }

    /** Creates the topic and waits until every partition answers. */
    static DemoTopic create(Options options) {
        Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers()));
        DemoTopic topic = new DemoTopic(options, admin);
        NewTopic specification = new NewTopic(NAME, PARTITIONS, (short) 1)
                .configs(Map.of(
                        "remote.storage.enable", "true",
                        "segment.bytes", Integer.toString(SEGMENT_BYTES),
                        "local.retention.bytes", "1"));
        try {
            admin.createTopics(List.of(specification)).all().get();
        } catch (InterruptedException e) {
            throw new QuickstartException("interrupted", e);
        } catch (ExecutionException e) {
            throw new QuickstartException("the topic could not be created: " + e.getMessage(), e);
        }
        topic.await("the new topic did not answer", () -> topic.endOffset() == 0, () -> {});
        return topic;
    }

    List<TopicPartition> partitions() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(NAME, partition))
                .toList();
    }

    long records() {
        return recordsPerPartition * PARTITIONS;
    }

    long bytes() {
        return records() * VALUE_BYTES;
    }

    /** Writes all records and tells, again and again, how many bytes are acknowledged. */
    void fill(LongConsumer progress) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        Map<String, Object> configs = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                options.bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                256 * 1024);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long sequence = 0; sequence < recordsPerPartition && failure.get() == null; sequence++) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    byte[] value = SealedValue.of(partition, sequence, VALUE_BYTES);
                    Future<RecordMetadata> unused = producer.send(
                            new ProducerRecord<>(NAME, partition, null, value),
                            (sent, e) -> failure.compareAndSet(null, e));
                }
                progress.accept((sequence + 1) * PARTITIONS * VALUE_BYTES);
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw new QuickstartException("writing failed: " + failure.get().getMessage(), failure.get());
        }
    }

    /** Waits until all but the segment being written, of each partition, is in the tier and no longer on this disk. */
    void awaitTiered(Runnable progress) {
        await("segments do not move to the tier; see the broker's log", this::isTiered, progress);
    }

    private boolean isTiered() {
        return partitions().stream().allMatch(partition -> {
            long active = new LocalLog(options.data(), partition).activeSegment();
            return active > 0 && offset(partition.partition(), OffsetSpec.earliestLocal()) == active;
        });
    }

    /** Reads all records from offset 0 and verifies each; tells, again and again, how many bytes were right. */
    ReadAudit readBack(LongConsumer progress) {
        Map<String, Object> configs = new HashMap<>();
        configs.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
        configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        ReadAudit audit = new ReadAudit();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions());
            partitions().forEach(partition -> consumer.seek(partition, 0));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (audit.records() < records()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                records.forEach(audit::accept);
                progress.accept(audit.bytes());
                if (!records.isEmpty()) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() - deadline > 0) {
                    throw new QuickstartException("no more records arrive; see the broker's log", null);
                }
            }
        }
        return audit;
    }

    /** Returns how many bytes of the topic are on the broker's disk. */
    long localBytes() {
        return partitions().stream()
                .mapToLong(partition -> new LocalLog(options.data(), partition).bytes())
                .sum();
    }

    private long endOffset() {
        return IntStream.range(0, PARTITIONS)
                .mapToLong(partition -> offset(partition, OffsetSpec.latest()))
                .sum();
    }

    /** Returns an offset, or -1 if the broker cannot tell yet. */
    private long offset(int partition, OffsetSpec spec) {
        TopicPartition which = new TopicPartition(NAME, partition);
        try {
            return admin.listOffsets(Map.of(which, spec))
                    .partitionResult(which)
                    .get()
                    .offset();
        } catch (InterruptedException e) {
            throw new QuickstartException("interrupted", e);
        } catch (ExecutionException notYet) {
            return -1;
        }
    }

    private void await(String otherwise, BooleanSupplier condition, Runnable progress) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            progress.run();
            if (System.nanoTime() - deadline > 0) {
                throw new QuickstartException(otherwise, null);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
