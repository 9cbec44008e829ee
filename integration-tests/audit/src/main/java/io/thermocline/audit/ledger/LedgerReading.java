// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import io.thermocline.audit.AuditException;
import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Pace;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads back all partitions of a ledger with a consumer of its own and checks them. */
public final class LedgerReading {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrapServers;
    private final Ledger ledger;
    private final Gaps gaps;
    private final Map<String, Object> configs = new HashMap<>();
    private Map<TopicPartition, Long> starts = Map.of();
    private boolean retention;

    /** Reads from that cluster; {@code gaps} says whether there were transactions, of which committed ones are read. */
    public LedgerReading(String bootstrapServers, Ledger ledger, Gaps gaps) {
        this.bootstrapServers = bootstrapServers;
        this.ledger = ledger;
        this.gaps = gaps;
        configs.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, gaps == Gaps.ALLOWED ? "read_committed" : "read_uncommitted");
        configs.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
    }

    /** Adds a setting of the consumer. */
    public LedgerReading with(String consumerConfig, Object value) {
        configs.put(consumerConfig, value);
        return this;
    }

    /**
     * Says that retention may have taken the beginning of partitions: then each is due from where it begins now, without
     * this from offset 0.
     */
    public LedgerReading afterRetention() {
        retention = true;
        return this;
    }

    /** Reads these partitions only, each from that offset. */
    public LedgerReading from(Map<TopicPartition, Long> offsets) {
        starts = Map.copyOf(offsets);
        return this;
    }

    /**
     * Reads to the ends that partitions have when it begins. When nothing comes for {@code patience}, that ends the
     * reading: the rest is reported as lost.
     *
     * @throws AuditException if the cluster cannot be asked for the partitions' ends, or refuses to be read
     * @throws InterruptedException if the thread is to end
     */
    public AuditReport read(Duration patience, Pace pace) throws InterruptedException {
        configs.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        RecordCheck check = new RecordCheck(ledger, gaps);
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Set<TopicPartition> partitions = starts.isEmpty() ? ledger.partitions() : starts.keySet();
            consumer.assign(partitions);
            seek(consumer, partitions, check);
            Map<TopicPartition, Long> ends = ends(consumer, partitions);
            long heardOf = pace.nanoTime();
            while (!reached(consumer, ends) && pace.nanoTime() - heardOf < patience.toNanos()) {
                if (poll(consumer, check)) {
                    heardOf = pace.nanoTime();
                }
            }
            return check.finish(ends);
        } catch (InterruptException e) {
            InterruptedException interrupted = new InterruptedException("interrupted while reading the ledger back");
            interrupted.initCause(e);
            throw interrupted;
        } catch (KafkaException e) {
            throw new AuditException(
                    "cannot read %s back from %s: %s".formatted(ledger.partitions(), bootstrapServers, e.getMessage()),
                    e);
        }
    }

    private void seek(Consumer<byte[], byte[]> consumer, Set<TopicPartition> partitions, RecordCheck check) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        beginnings.forEach((partition, beginning) -> {
            long wanted = starts.getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(wanted, beginning));
            check.startingAt(partition, retention ? Math.max(wanted, beginning) : wanted);
        });
    }

    /** Returns whether something came. */
    private boolean poll(Consumer<byte[], byte[]> consumer, RecordCheck check) {
        try {
            boolean[] came = new boolean[1];
            consumer.poll(POLL).forEach(record -> {
                check.accept(record);
                came[0] = true;
            });
            return came[0];
        } catch (OffsetOutOfRangeException e) {
            followRetention(consumer, e.partitions(), check);
            return false;
        }
    }

    /** Goes on where partitions begin now; without leave for retention the check calls what is left out lost. */
    private void followRetention(Consumer<byte[], byte[]> consumer, Set<TopicPartition> partitions, RecordCheck check) {
        consumer.beginningOffsets(partitions).forEach((partition, beginning) -> {
            if (beginning > consumer.position(partition)) {
                consumer.seek(partition, beginning);
                if (retention) {
                    check.startingAt(partition, beginning);
                }
            }
        });
    }

    private static boolean reached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Returns how far to read: a partition that ends before what it has acknowledged has lost that. */
    private Map<TopicPartition, Long> ends(Consumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        partitions.forEach(partition -> ends.put(partition, ledger.highestOffset(partition) + 1));
        consumer.endOffsets(partitions).forEach((partition, end) -> ends.merge(partition, end, Math::max));
        return ends;
    }
}
