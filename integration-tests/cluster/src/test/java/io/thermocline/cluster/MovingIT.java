// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Leaders and replicas move from broker to broker while a topic is written and tiered. */
class MovingIT {

    @RegisterExtension
    static final ThreeBrokers BROKERS = new ThreeBrokers();

    private static Topics topics() {
        return BROKERS.cluster().topics();
    }

    @Test
    void leadersMove() throws Exception {
        try (Scenario scenario = Scenario.on(BROKERS.cluster(), "led", 3)) {
            for (int round = 0; round < 4; round++) {
                scenario.awaitWritten(1);
                scenario.partitions().forEach(topics()::moveLeader);
            }
            scenario.verify();
        }
    }

    @Test
    void replicasAreTakenMovedAndAdded() throws Exception {
        try (Scenario scenario = Scenario.on(BROKERS.cluster(), "reassigned", 1, Map.of("min.insync.replicas", "1"))) {
            TopicPartition partition = scenario.partition(0);
            scenario.awaitWritten(2).awaitFirstTiered();
            topics().reassign(partition, List.of(1));
            scenario.awaitWritten(2);
            topics().reassign(partition, List.of(2));
            scenario.awaitWritten(2);
            topics().reassign(partition, List.of(3, 1, 2));
            topics().electPreferred(Set.of(partition));
            scenario.awaitWritten(1);
            scenario.verify();
            topics().awaitLeader(partition, 3);
        }
    }

    @Test
    void aLeaderThatWasAwayIsElectedAgain() throws Exception {
        try (Scenario scenario = Scenario.on(BROKERS.cluster(), "preferred", 1)) {
            TopicPartition partition = scenario.partition(0);
            topics().reassign(partition, List.of(2, 3, 1));
            topics().electPreferred(Set.of(partition));
            scenario.awaitWritten(2);
            BROKERS.cluster().node(2).stop();
            scenario.awaitWritten(2);
            topics().awaitLeader(partition, 3);
            BROKERS.cluster().node(2).start();
            BROKERS.cluster().node(2).awaitReady();
            topics().awaitInSync(scenario.partitions(), 3);
            topics().electPreferred(Set.of(partition));
            scenario.awaitWritten(2);
            topics().awaitLeader(partition, 2);
            scenario.verify();
        }
    }

    @Test
    void brokersAreRestartedOneAfterAnother() throws Exception {
        try (Scenario scenario = Scenario.on(BROKERS.cluster(), "rolled", 3)) {
            for (Node node : BROKERS.cluster().nodes()) {
                scenario.awaitWritten(1);
                node.stop();
                node.start();
                node.awaitReady();
                topics().awaitInSync(scenario.partitions(), 3);
            }
            scenario.verify();
        }
    }
}
