// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Finding;
import io.thermocline.audit.Findings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds the records that one consumer is delivered against a ledger: every acknowledged one exactly once at its offset,
 * byte for byte, in the order of offsets. It never throws for what it is fed. Not for several threads; the ledger's
 * entries are those of the moment when the check is finished.
 */
public final class RecordCheck {

    private final Ledger ledger;
    private final Gaps gaps;
    private final Map<TopicPartition, Delivered> partitions = new LinkedHashMap<>();

    public RecordCheck(Ledger ledger, Gaps gaps) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.gaps = Objects.requireNonNull(gaps, "gaps");
    }

    /** Says where the consumer begins to read a partition; what was acknowledged before is not due. Without this, at 0. */
    public RecordCheck startingAt(TopicPartition partition, long offset) {
        delivered(partition).start(offset);
        return this;
    }

    /** Takes the next record that was delivered. */
    public void accept(ConsumerRecord<byte[], byte[]> record) {
        delivered(new TopicPartition(record.topic(), record.partition())).accept(record);
    }

    private Delivered delivered(TopicPartition partition) {
        return partitions.computeIfAbsent(partition, key -> new Delivered(key, ledger.runId()));
    }

    /**
     * Ends the check.
     *
     * @param ends for each partition that is to be judged, the offset up to which (exclusively) the consumer has read
     */
    public AuditReport finish(Map<TopicPartition, Long> ends) {
        Reconciliation reconciliation = new Reconciliation(ledger, gaps);
        ends.forEach((partition, end) -> reconciliation.add(partition, delivered(partition), end));
        Findings findings = new Findings();
        ends.keySet().forEach(partition -> {
            findings.addAll(partitions.get(partition).findings().toList());
            findings.addAll(ledger.conflicts(partition));
        });
        for (Finding finding : reconciliation.findings()) {
            findings.add(finding);
        }
        Map<String, Long> looked = new LinkedHashMap<>();
        looked.put("partitions", (long) ends.size());
        looked.put(
                "records",
                partitions.values().stream().mapToLong(Delivered::count).sum());
        looked.put("acknowledged records", reconciliation.due());
        looked.put("aborted records", reconciliation.forbidden());
        return new AuditReport(findings.toList(), looked);
    }
}
