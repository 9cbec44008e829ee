// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import io.thermocline.audit.ledger.VerifyingRecords.Stamp;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.TopicPartition;

/** The records of one transaction, which wait for its end. A transaction that never ends requires and forbids nothing. */
public final class LedgerTransaction {

    private record Entry(TopicPartition partition, long offset, Stamp stamp, int crc) {}

    private final Ledger ledger;
    private final List<Entry> entries = new ArrayList<>();

    LedgerTransaction(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Returns what to give to {@code Producer.send} with the value. */
    public Callback onAcknowledged(byte[] value) {
        Stamp stamp = ledger.stampOf(value);
        int crc = VerifyingRecords.crc(value);
        return (metadata, failure) -> {
            if (failure == null && metadata.hasOffset()) {
                add(new Entry(
                        new TopicPartition(metadata.topic(), metadata.partition()), metadata.offset(), stamp, crc));
            }
        };
    }

    private synchronized void add(Entry entry) {
        entries.add(entry);
    }

    /** Says that the commit was acknowledged: all records must be read back. */
    public void committed() {
        end(true);
    }

    /** Says that the abort was acknowledged: whoever reads committed records must see none of them. */
    public void aborted() {
        end(false);
    }

    private synchronized void end(boolean committed) {
        entries.forEach(
                entry -> ledger.enter(entry.partition(), entry.offset(), entry.stamp(), entry.crc(), committed));
        entries.clear();
    }
}
