// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.audit.ledger.Ledger;
import io.thermocline.audit.ledger.VerifyingRecords;
import io.thermocline.audit.ledger.VerifyingRecords.Stamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A writer with a thread of its own, at a rate, to each of some partitions in turn. What is acknowledged is in a ledger; what
 * is not may be there or not. A producer that cannot go on is replaced by another.
 */
public final class Workload implements AutoCloseable {

    private static final int VALUE_BYTES = 2_000;
    private static final Duration DELIVERY = Duration.ofSeconds(30);
    private static final Duration CLOSING = Duration.ofSeconds(60);
    private static final long WHEN_EARLY = TimeUnit.MILLISECONDS.toNanos(5);
    /** What could not be written while the cluster was in trouble is not made up for. */
    private static final long LONGEST_BURST = TimeUnit.SECONDS.toNanos(1);

    private final String bootstrapServers;
    private final Ledger ledger;
    private final Bracket bracket;
    private final int writer;
    private final List<TopicPartition> partitions;
    private final long nanosPerRecord;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Thread thread;
    private volatile boolean ending;
    private volatile boolean broken;

    /**
     * Begins to write.
     *
     * @param writer tells this one from others that write to the same ledger
     */
    public Workload(
            String bootstrapServers, Ledger ledger, int writer, List<TopicPartition> partitions, long bytesPerSecond) {
        this(bootstrapServers, ledger, Bracket.none(ledger), writer, partitions, bytesPerSecond);
    }

    private Workload(
            String bootstrapServers,
            Ledger ledger,
            Bracket bracket,
            int writer,
            List<TopicPartition> partitions,
            long bytesPerSecond) {
        this.bootstrapServers = bootstrapServers;
        this.ledger = ledger;
        this.bracket = bracket;
        this.writer = writer;
        this.partitions = partitions;
        this.nanosPerRecord = TimeUnit.SECONDS.toNanos(1) * VALUE_BYTES / bytesPerSecond;
        this.thread = new Thread(this::run, "writer-" + writer);
        thread.start();
    }

    /** Begins to write transactions, of which every third is aborted. */
    public static Workload transactional(
            String bootstrapServers, Ledger ledger, int writer, List<TopicPartition> partitions, long bytesPerSecond) {
        Bracket transactions = new Transactions(ledger, "writer-" + writer);
        return new Workload(bootstrapServers, ledger, transactions, writer, partitions, bytesPerSecond);
    }

    private void run() {
        while (!ending) {
            broken = false;
            Producer<byte[], byte[]> producer = producer();
            try {
                bracket.begin(producer);
                write(producer);
                if (!broken) {
                    bracket.end();
                }
            } catch (KafkaException cannotGoOn) {
                failed.incrementAndGet();
            } finally {
                producer.close(CLOSING);
            }
        }
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> configs = bracket.configs();
        configs.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        configs.put(ProducerConfig.LINGER_MS_CONFIG, "10");
        configs.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(8 << 20));
        configs.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        configs.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(DELIVERY.toMillis()));
        configs.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(DELIVERY.toMillis()));
        return new KafkaProducer<>(configs, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void write(Producer<byte[], byte[]> producer) {
        long due = System.nanoTime();
        while (!ending && !broken) {
            long now = System.nanoTime();
            if (now - due < 0) {
                LockSupport.parkNanos(WHEN_EARLY);
                continue;
            }
            due = Math.max(due, now - LONGEST_BURST) + nanosPerRecord;
            send(producer);
        }
    }

    private void send(Producer<byte[], byte[]> producer) {
        long sequence = sent.getAndIncrement();
        TopicPartition to = partitions.get((int) (sequence % partitions.size()));
        byte[] value = VerifyingRecords.value(new Stamp(ledger.runId(), writer, sequence), VALUE_BYTES);
        Callback enter = bracket.entering(value);
        Future<RecordMetadata> unused =
                producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, value), (metadata, failure) -> {
                    enter.onCompletion(metadata, failure);
                    if (failure == null) {
                        acknowledged.incrementAndGet();
                    } else {
                        failed.incrementAndGet();
                        broken = true;
                    }
                });
        bracket.sent();
    }

    /** Returns how many records were acknowledged so far. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** Returns how many were not, and never will be. */
    public long failed() {
        return failed.get();
    }

    /** Writes no more, and waits until all that was written has its answer. */
    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
