// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.Findings;
import io.thermocline.audit.ledger.VerifyingRecords.Stamp;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.TopicPartition;

/**
 * The records that brokers acknowledged: partition, offset, who sent it, and its checksum; 24 bytes for each. For any
 * number of threads.
 */
public final class Ledger {

    private static final class Page {
        private final RecordColumns records = new RecordColumns();
        private final Findings conflicts = new Findings();
        private long due;
        private long highest = -1;
    }

    private final long runId;
    private final Map<TopicPartition, Page> pages = new ConcurrentHashMap<>();

    /** Begins the ledger of a run. */
    public Ledger(long runId) {
        this.runId = runId;
    }

    /** Returns the run that the records are of. */
    public long runId() {
        return runId;
    }

    /**
     * Returns what to give to {@code Producer.send} with the value: it enters the record once it is acknowledged. A
     * failure enters nothing: the record may be there or not. A producer without acknowledgements ({@code acks=0}) learns
     * no offset, which enters nothing either.
     */
    public Callback onAcknowledged(byte[] value) {
        Stamp stamp = stampOf(value);
        int crc = VerifyingRecords.crc(value);
        return (metadata, failure) -> {
            if (failure == null && metadata.hasOffset()) {
                enter(new TopicPartition(metadata.topic(), metadata.partition()), metadata.offset(), stamp, crc, true);
            }
        };
    }

    /** Enters a record that was acknowledged. */
    public void acknowledged(TopicPartition partition, long offset, byte[] value) {
        enter(partition, offset, stampOf(value), VerifyingRecords.crc(value), true);
    }

    /** Begins a transaction, whose records count once it is committed. */
    public LedgerTransaction begin() {
        return new LedgerTransaction(this);
    }

    Stamp stampOf(byte[] value) {
        return VerifyingRecords.stamp(value)
                .filter(stamp -> stamp.runId() == runId)
                .orElseThrow(() -> new IllegalArgumentException("the value was not made for the run " + runId));
    }

    void enter(TopicPartition partition, long offset, Stamp stamp, int crc, boolean mayBeSeen) {
        Page page = pages.computeIfAbsent(partition, key -> new Page());
        synchronized (page) {
            if (page.records.add(offset, stamp, crc, mayBeSeen)) {
                page.due += mayBeSeen ? 1 : 0;
                page.highest = mayBeSeen ? Math.max(page.highest, offset) : page.highest;
                return;
            }
            Stamp other = page.records.stamp(page.records.find(offset), runId);
            if (!other.equals(stamp)) {
                page.conflicts.add(Finding.of(
                                FindingKind.DUPLICATED_RECORD,
                                partition.toString(),
                                "two records were acknowledged at offset %d of %s: %s and %s"
                                        .formatted(offset, partition, other, stamp))
                        .with("offset", offset));
            }
        }
    }

    /** Returns the partitions of which there are records. */
    public Set<TopicPartition> partitions() {
        return Set.copyOf(pages.keySet());
    }

    /** Returns how many records of a partition must be read back. */
    public long count(TopicPartition partition) {
        Page page = pages.getOrDefault(partition, new Page());
        synchronized (page) {
            return page.due;
        }
    }

    /** Returns how many records must be read back. */
    public long count() {
        return pages.keySet().stream().mapToLong(this::count).sum();
    }

    /** Returns the highest acknowledged offset of a partition; -1 if there is none. */
    public long highestOffset(TopicPartition partition) {
        Page page = pages.getOrDefault(partition, new Page());
        synchronized (page) {
            return page.highest;
        }
    }

    /** Returns the records of a partition as they are at this moment. */
    RecordColumns records(TopicPartition partition) {
        Page page = pages.getOrDefault(partition, new Page());
        synchronized (page) {
            return page.records.copy();
        }
    }

    /** Returns what the answers to producers contradict each other in. */
    List<Finding> conflicts(TopicPartition partition) {
        Page page = pages.getOrDefault(partition, new Page());
        synchronized (page) {
            return page.conflicts.toList();
        }
    }
}
