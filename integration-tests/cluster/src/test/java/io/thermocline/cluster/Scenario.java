// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.Pace;
import io.thermocline.audit.ledger.Gaps;
import io.thermocline.audit.ledger.Ledger;
import io.thermocline.audit.ledger.LedgerReading;
import io.thermocline.audit.metadata.MetadataTopic;
import io.thermocline.audit.tier.TierAudit;
import io.thermocline.it.broker.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;

/** A topic that is written while something happens to it, and afterwards must be as if nothing had. */
final class Scenario implements AutoCloseable {

    private static final long BYTES_PER_SECOND = 3_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pace PACE = Pace.every(Duration.ofMillis(50));

    private final Cluster cluster;
    private final String topic;
    private final Ledger ledger = new Ledger(new Random().nextLong(1L << 40));
    private List<TopicPartition> partitions;
    private int writers;
    private Workload workload;

    private Scenario(Cluster cluster, String topic, List<TopicPartition> partitions) {
        this.cluster = cluster;
        this.topic = topic;
        this.partitions = partitions;
        this.workload = write();
    }

    /** Creates a tiered topic and begins to write to it; segments leave the local disk once they are in the tier. */
    static Scenario on(Cluster cluster, String topic, int partitions, Map<String, String> more) {
        Map<String, String> configs = new LinkedHashMap<>();
        configs.put("remote.storage.enable", "true");
        configs.put("segment.bytes", Integer.toString(1 << 20));
        configs.put("local.retention.bytes", "1");
        configs.putAll(more);
        return new Scenario(cluster, topic, cluster.topics().create(topic, partitions, configs));
    }

    /** Creates such a topic. */
    static Scenario on(Cluster cluster, String topic, int partitions) {
        return on(cluster, topic, partitions, Map.of());
    }

    private Workload write() {
        writers++;
        return new Workload(cluster.bootstrapServers(), ledger, writers, partitions, BYTES_PER_SECOND);
    }

    String topic() {
        return topic;
    }

    List<TopicPartition> partitions() {
        return partitions;
    }

    TopicPartition partition(int number) {
        return partitions.get(number);
    }

    /** Waits until so many more records of this kind were acknowledged as fill about so many segments of each partition. */
    Scenario awaitWritten(int segments) {
        long due = workload.acknowledged() + segments * partitions.size() * 520L;
        Await.until(
                segments + " more segments of " + topic,
                Await.LONG,
                () -> workload.acknowledged() >= due,
                () -> workload.acknowledged() + " records, " + workload.failed() + " failed");
        return this;
    }

    /** Waits until each partition has something in the tier. */
    Scenario awaitFirstTiered() {
        Await.until(
                "a segment of each partition of " + topic + " in the tier",
                Await.LONG,
                () -> partitions.stream().allMatch(this::hasObjects),
                () -> cluster.store().keys(topic));
        return this;
    }

    private boolean hasObjects(TopicPartition partition) {
        return cluster.store().keys(topic).stream().anyMatch(key -> key.contains("/" + partition.partition() + "/"));
    }

    /** Goes on with more partitions. */
    Scenario expand(int count) {
        workload.close();
        partitions = new ArrayList<>(cluster.topics().expand(topic, count));
        workload = write();
        return this;
    }

    /** Ends the writing and waits until all that is closed is in the tier, and only there. */
    Scenario settle() {
        workload.close();
        cluster.topics().awaitTiered(partitions);
        cluster.topics().awaitDroppedLocally(partitions);
        return this;
    }

    /** Settles, reads every record back from its beginning, and audits the tier. */
    void verify() throws InterruptedException {
        settle();
        readBack();
        audit();
    }

    /** Reads back every record that was acknowledged. */
    void readBack() throws InterruptedException {
        assertThat(ledger.count()).isPositive();
        assertThat(new LedgerReading(cluster.bootstrapServers(), ledger, Gaps.FORBIDDEN)
                        .read(PATIENCE, PACE)
                        .violations())
                .isEmpty();
    }

    /** Holds all that is in the tier against what the cluster knows of it. */
    void audit() throws InterruptedException {
        try (MetadataTopic metadata = MetadataTopic.open(cluster.bootstrapServers())) {
            assertThat(new TierAudit(cluster.store().view(), "", metadata)
                            .covering(cluster.topics().starts(partitions))
                            .awaitSettled(PATIENCE, PACE)
                            .violations())
                    .isEmpty();
        }
    }

    /** Ends the writing, if it has not ended, and deletes the topic, if it is there. */
    @Override
    public void close() {
        workload.close();
    }
}
