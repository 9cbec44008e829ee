// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.cluster.Cluster;
import io.thermocline.cluster.Node;
import io.thermocline.s3.testing.S3Wire;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/**
 * What faults happen to.
 *
 * @param partitions whose leaders may be moved
 * @param seed of what is left to chance within a fault
 */
record Scene(Cluster cluster, List<TopicPartition> partitions, long seed) {

    Node node(Fault fault) {
        return cluster.node(fault.node());
    }

    List<S3Wire> wires() {
        return cluster.store().wires();
    }

    /**
     * Returns what gives a fault its randoms, one after another. One that decides of a wire's requests must be of no other
     * use: then it depends on the seed, the fault and the number of the request alone what becomes of it.
     */
    Supplier<Random> randoms(Fault fault) {
        return randoms(seed, fault);
    }

    static Supplier<Random> randoms(long seed, Fault fault) {
        long start =
                fault.at().toMillis() * FaultKind.values().length + fault.kind().ordinal();
        SplittableRandom seeds = new SplittableRandom(new SplittableRandom(seed).nextLong() ^ start);
        return () -> new Random(seeds.nextLong());
    }
}
