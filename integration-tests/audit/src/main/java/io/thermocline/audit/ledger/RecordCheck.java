// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import io.thermocline.audit.AuditReport;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds the records that one consumer is delivered against a ledger: every acknowledged one exactly once at its offset,
 * byte for byte, in the order of offsets. It never throws for what it is fed. Not for several threads; the ledger's
 * entries are those of the moment when a partition is finished.
 */
public final class RecordCheck {

    public RecordCheck(Ledger ledger, Gaps gaps) {
        throw new UnsupportedOperationException();
    }

    /** Says where the consumer begins to read a partition; what was acknowledged before is not due. Without this, at 0. */
    public RecordCheck startingAt(TopicPartition partition, long offset) {
        throw new UnsupportedOperationException();
    }

    /** Takes the next record that was delivered. */
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends the check.
     *
     * @param ends for each partition that is to be judged, the offset up to which (exclusively) the consumer has read
     */
    public AuditReport finish(Map<TopicPartition, Long> ends) {
        throw new UnsupportedOperationException();
    }
}
