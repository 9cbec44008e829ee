// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_MARKED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_STARTED;

import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState;

/**
 * The states that the deletion of a partition goes through: none, DELETE_PARTITION_MARKED, DELETE_PARTITION_STARTED,
 * DELETE_PARTITION_FINISHED. A state may follow itself; a partition whose deletion finished is forgotten.
 */
public final class PartitionLifecycle {
    private PartitionLifecycle() {}

    /**
     * Checks that the deletion of a partition may go on.
     *
     * @param current the state that the deletion is in, empty if nobody asked for one
     * @param asked the state asked for
     * @throws RefusedTransitionException if the state asked for cannot follow
     */
    public static void check(
            TopicIdPartition partition, Optional<RemotePartitionDeleteState> current, RemotePartitionDeleteState asked)
            throws RefusedTransitionException {
        if (!mayFollow(current.orElse(null), asked)) {
            throw new RefusedTransitionException("Deletion of partition " + partition + " is in "
                    + current.map(Enum::name).orElse("no state") + " and cannot go to " + asked);
        }
    }

    private static boolean mayFollow(RemotePartitionDeleteState current, RemotePartitionDeleteState asked) {
        if (current == asked) {
            return true;
        }
        return switch (asked) {
            case DELETE_PARTITION_MARKED -> current == null;
            case DELETE_PARTITION_STARTED -> current == DELETE_PARTITION_MARKED;
            case DELETE_PARTITION_FINISHED -> current == DELETE_PARTITION_STARTED;
        };
    }
}
