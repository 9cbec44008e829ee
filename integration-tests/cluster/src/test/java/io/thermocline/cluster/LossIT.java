// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.s3.testing.S3RequestKind;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Brokers crash, lose their disks, and are made anew from what others and the tier have. */
class LossIT {

    @RegisterExtension
    static final ThreeBrokers BROKERS = new ThreeBrokers();

    private static Topics topics() {
        return BROKERS.cluster().topics();
    }

    @Test
    void aBrokerGetsAnEmptyDisk() throws Exception {
        try (Scenario scenario = Scenario.on(BROKERS.cluster(), "emptied", 3)) {
            scenario.awaitWritten(2).awaitFirstTiered();
            Node node = BROKERS.cluster().node(2);
            node.kill();
            node.replaceDisk();
            node.start();
            node.awaitReady();
            topics().awaitInSync(scenario.partitions(), 3);
            scenario.awaitWritten(1);
            lead(scenario, List.of(2, 3, 1));
            scenario.verify();
        }
    }

    @Test
    void allBrokersCrashAtOnce() throws Exception {
        try (Scenario scenario = Scenario.on(BROKERS.cluster(), "crashed", 3)) {
            scenario.awaitWritten(2).awaitFirstTiered();
            BROKERS.cluster().nodes().forEach(Node::kill);
            BROKERS.cluster().nodes().forEach(Node::start);
            BROKERS.cluster().nodes().forEach(Node::awaitReady);
            topics().awaitInSync(scenario.partitions(), 3);
            scenario.awaitWritten(1);
            scenario.verify();
        }
    }

    /** What is only in the tier is not copied to the new replica; it asks for what it must know of it, and leads. */
    @Test
    void aNewReplicaBeginsWhereTheTierEnds() throws Exception {
        try (Scenario scenario = Scenario.on(BROKERS.cluster(), "followed", 1)) {
            TopicPartition partition = scenario.partition(0);
            topics().reassign(partition, List.of(1, 2));
            scenario.awaitWritten(6);
            scenario.settle();
            int before = gets(3);

            topics().reassign(partition, List.of(3, 1, 2));

            assertThat(gets(3)).as("reads of the new replica").isGreaterThan(before);
            topics().electPreferred(Set.of(partition));
            topics().awaitLeader(partition, 3);
            assertThat(topics().localStart(partition)).isPositive();
            scenario.verify();
        }
    }

    private static int gets(int node) {
        return BROKERS.cluster().store().wire(node).counts().count(S3RequestKind.GET);
    }

    private static void lead(Scenario scenario, List<Integer> brokers) {
        scenario.partitions().forEach(partition -> topics().reassign(partition, brokers));
        topics().electPreferred(Set.copyOf(scenario.partitions()));
    }
}
