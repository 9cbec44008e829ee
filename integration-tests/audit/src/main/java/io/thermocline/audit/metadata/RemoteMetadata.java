// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.metadata;

import io.thermocline.audit.Finding;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadata;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState;

/** What has become of every segment and partition, after a replay of all events so far. Immutable. */
public final class RemoteMetadata {

    /** Replays events; those of one partition must be in order. */
    public static RemoteMetadata replay(List<RemoteLogMetadata> events) {
        throw new UnsupportedOperationException();
    }

    /** Returns all segments there ever were, the deleted ones too. */
    public Collection<SegmentEntry> segments() {
        throw new UnsupportedOperationException();
    }

    /** Returns the segment with that id. */
    public Optional<SegmentEntry> segment(Uuid segmentId) {
        throw new UnsupportedOperationException();
    }

    /** Returns the partitions whose deletion has begun, and how far it has come. */
    public Map<TopicIdPartition, RemotePartitionDeleteState> deletions() {
        throw new UnsupportedOperationException();
    }

    /** Returns a note for each event that was passed over, because the life of a segment or partition forbids it. */
    public List<Finding> refused() {
        throw new UnsupportedOperationException();
    }
}
