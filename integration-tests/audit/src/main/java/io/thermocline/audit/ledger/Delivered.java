// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.Findings;
import io.thermocline.audit.ledger.VerifyingRecords.Stamp;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What one partition has brought: records that prove themselves by offset, and what was wrong at first sight. */
final class Delivered {

    private final TopicPartition partition;
    private final long runId;
    private final RecordColumns records = new RecordColumns();
    private final RecordColumns broken = new RecordColumns();
    private final Findings findings = new Findings();
    private long last = -1;
    private long count;
    private long start;

    Delivered(TopicPartition partition, long runId) {
        this.partition = partition;
        this.runId = runId;
    }

    void accept(ConsumerRecord<byte[], byte[]> record) {
        count++;
        if (knows(record.offset())) {
            find(FindingKind.DUPLICATED_RECORD, record.offset(), "was delivered twice");
            return;
        }
        if (record.offset() <= last) {
            find(FindingKind.SWAPPED_RECORDS, record.offset(), "was delivered after offset " + last);
        }
        last = Math.max(last, record.offset());
        take(record.offset(), record.value());
    }

    private void take(long offset, byte[] value) {
        Optional<Stamp> stamp = VerifyingRecords.stamp(value);
        Optional<String> flaw = VerifyingRecords.flaw(value);
        if (flaw.isPresent()) {
            find(FindingKind.DAMAGED_RECORD, offset, flaw.get());
            broken.add(offset, stamp.orElse(new Stamp(runId, 0, 0)), 0, true);
        } else if (stamp.orElseThrow().runId() != runId) {
            find(
                    FindingKind.FOREIGN_RECORD,
                    offset,
                    "is of the run " + stamp.get().runId() + ", not " + runId);
            broken.add(offset, stamp.get(), 0, true);
        } else {
            records.add(offset, stamp.get(), VerifyingRecords.crc(value), true);
        }
    }

    private void find(FindingKind kind, long offset, String what) {
        findings.add(Finding.of(
                        kind,
                        partition.toString(),
                        "the record at offset %d of %s %s".formatted(offset, partition, what))
                .with("offset", offset));
    }

    /** Returns whether something was delivered at that offset, in whatever shape. */
    boolean knows(long offset) {
        return records.find(offset) >= 0 || broken.find(offset) >= 0;
    }

    RecordColumns records() {
        return records;
    }

    Findings findings() {
        return findings;
    }

    long count() {
        return count;
    }

    /** Returns the offset from which on records are due. */
    long start() {
        return start;
    }

    void start(long offset) {
        start = offset;
    }
}
