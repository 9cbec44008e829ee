// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Pace;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Reads back all partitions of a ledger with a consumer of its own and checks them. */
public final class LedgerReading {

    /** Reads from that cluster; {@code gaps} says whether there were transactions, of which committed ones are read. */
    public LedgerReading(String bootstrapServers, Ledger ledger, Gaps gaps) {
        throw new UnsupportedOperationException();
    }

    /** Adds a setting of the consumer. */
    public LedgerReading with(String consumerConfig, Object value) {
        throw new UnsupportedOperationException();
    }

    /**
     * Says that retention may have taken the beginning of partitions: then each is due from where it begins now, without
     * this from offset 0.
     */
    public LedgerReading afterRetention() {
        throw new UnsupportedOperationException();
    }

    /** Reads these partitions only, each from that offset. */
    public LedgerReading from(Map<TopicPartition, Long> offsets) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads to the ends that partitions have when it begins. A partition that brings nothing for {@code patience} ends the
     * reading: the rest is reported as lost.
     *
     * @throws io.thermocline.audit.AuditException if the cluster cannot be asked for the partitions' ends
     * @throws InterruptedException if the thread is to end
     */
    public AuditReport read(Duration patience, Pace pace) throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
