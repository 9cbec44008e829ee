// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import java.util.Set;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.TopicPartition;

/**
 * The records that brokers acknowledged: partition, offset, who sent it, and its checksum; 24 bytes for each. For any
 * number of threads.
 */
public final class Ledger {

    /** Begins the ledger of a run. */
    public Ledger(long runId) {
        throw new UnsupportedOperationException();
    }

    /** Returns the run that the records are of. */
    public long runId() {
        throw new UnsupportedOperationException();
    }

    /**
     * Returns what to give to {@code Producer.send} with the value: it enters the record once it is acknowledged. A
     * failure enters nothing: the record may be there or not.
     */
    public Callback onAcknowledged(byte[] value) {
        throw new UnsupportedOperationException();
    }

    /** Enters a record that was acknowledged. */
    public void acknowledged(TopicPartition partition, long offset, byte[] value) {
        throw new UnsupportedOperationException();
    }

    /** Begins a transaction, whose records count once it is committed. */
    public LedgerTransaction begin() {
        throw new UnsupportedOperationException();
    }

    /** Returns the partitions of which there are records. */
    public Set<TopicPartition> partitions() {
        throw new UnsupportedOperationException();
    }

    /** Returns how many records of a partition must be read back. */
    public long count(TopicPartition partition) {
        throw new UnsupportedOperationException();
    }

    /** Returns how many records must be read back. */
    public long count() {
        throw new UnsupportedOperationException();
    }

    /** Returns the highest acknowledged offset of a partition; -1 if there is none. */
    public long highestOffset(TopicPartition partition) {
        throw new UnsupportedOperationException();
    }
}
