// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.metadata;

import io.thermocline.audit.Finding;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadata;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState;

/** What has become of every segment and partition, after a replay of all events so far. Immutable. */
public final class RemoteMetadata {

    private final Map<Uuid, SegmentEntry> segments;
    private final Map<TopicIdPartition, RemotePartitionDeleteState> deletions;
    private final List<Finding> refused;

    RemoteMetadata(
            Map<Uuid, SegmentEntry> segments,
            Map<TopicIdPartition, RemotePartitionDeleteState> deletions,
            List<Finding> refused) {
        this.segments = Collections.unmodifiableMap(new LinkedHashMap<>(segments));
        this.deletions = Map.copyOf(deletions);
        this.refused = List.copyOf(refused);
    }

    /** Replays events; those of one partition must be in order. */
    public static RemoteMetadata replay(List<? extends RemoteLogMetadata> events) {
        MetadataReplay replay = new MetadataReplay();
        events.forEach(replay::apply);
        return replay.state();
    }

    /** Returns all segments there ever were, the deleted ones too. */
    public Collection<SegmentEntry> segments() {
        return segments.values();
    }

    /** Returns the segment with that id. */
    public Optional<SegmentEntry> segment(Uuid segmentId) {
        return Optional.ofNullable(segments.get(segmentId));
    }

    /** Returns the partitions whose deletion has begun, and how far it has come. */
    public Map<TopicIdPartition, RemotePartitionDeleteState> deletions() {
        return deletions;
    }

    /** Returns a note for each event that was passed over, because the life of a segment or partition forbids it. */
    public List<Finding> refused() {
        return refused;
    }
}
