// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.cluster.Cluster;
import io.thermocline.cluster.Traffic;

/** Whoever looks on while a run lasts. */
@FunctionalInterface
public interface Spectator {

    /** Begins to look at a cluster that has its traffic; what is returned is closed when both come to rest. */
    AutoCloseable watch(Cluster cluster, Traffic traffic);

    /** Returns one that does not look. */
    static Spectator nobody() {
        return (cluster, traffic) -> () -> {};
    }
}
