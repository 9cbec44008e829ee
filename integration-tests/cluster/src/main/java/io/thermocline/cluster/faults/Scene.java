// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.cluster.Cluster;
import io.thermocline.cluster.Node;
import io.thermocline.s3.testing.S3Wire;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;

/**
 * What faults happen to.
 *
 * @param partitions whose leaders may be moved
 * @param random for what is left to chance within a fault
 */
record Scene(Cluster cluster, List<TopicPartition> partitions, Random random) {

    Node node(Fault fault) {
        return cluster.node(fault.node());
    }

    List<S3Wire> wires() {
        return cluster.store().wires();
    }
}
