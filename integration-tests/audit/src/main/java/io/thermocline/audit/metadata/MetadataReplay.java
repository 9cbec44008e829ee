// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.metadata;

import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_STARTED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_STARTED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_MARKED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_STARTED;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.Findings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteMetadata;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState;

/**
 * The lives of segments and partitions as KIP-405 has them. An event that does not fit is passed over, as brokers do, and
 * noted. Not for several threads.
 */
final class MetadataReplay {

    private static final Map<RemoteLogSegmentState, Set<RemoteLogSegmentState>> AFTER = Map.of(
            COPY_SEGMENT_STARTED, Set.of(COPY_SEGMENT_STARTED, COPY_SEGMENT_FINISHED, DELETE_SEGMENT_STARTED),
            COPY_SEGMENT_FINISHED, Set.of(COPY_SEGMENT_FINISHED, DELETE_SEGMENT_STARTED),
            DELETE_SEGMENT_STARTED, Set.of(DELETE_SEGMENT_STARTED, DELETE_SEGMENT_FINISHED),
            DELETE_SEGMENT_FINISHED, Set.of());
    private static final Map<RemotePartitionDeleteState, Set<RemotePartitionDeleteState>> AFTER_DELETION = Map.of(
            DELETE_PARTITION_MARKED, Set.of(DELETE_PARTITION_MARKED, DELETE_PARTITION_STARTED),
            DELETE_PARTITION_STARTED, Set.of(DELETE_PARTITION_STARTED, DELETE_PARTITION_FINISHED),
            DELETE_PARTITION_FINISHED, Set.of(DELETE_PARTITION_FINISHED));

    private final Map<Uuid, SegmentEntry> segments = new LinkedHashMap<>();
    private final Map<TopicIdPartition, RemotePartitionDeleteState> deletions = new HashMap<>();
    private final Findings refused = new Findings();
    private long events;

    /** Takes the next event. */
    void apply(RemoteLogMetadata event) {
        events++;
        if (event instanceof RemoteLogSegmentMetadata begun) {
            begin(begun);
        } else if (event instanceof RemoteLogSegmentMetadataUpdate update) {
            update(update);
        } else if (event instanceof RemotePartitionDeleteMetadata deletion) {
            delete(deletion);
        } else {
            refuse(
                    event.topicIdPartition(),
                    "is of an unknown kind, " + event.getClass().getSimpleName());
        }
    }

    private void begin(RemoteLogSegmentMetadata begun) {
        Uuid id = begun.remoteLogSegmentId().id();
        SegmentEntry known = segments.get(id);
        if (begun.state() != COPY_SEGMENT_STARTED || known != null && known.state() != COPY_SEGMENT_STARTED) {
            refuse(
                    begun.topicIdPartition(),
                    "begins the segment %s with %s, which was %s"
                            .formatted(id, begun.state(), known == null ? "unknown" : known.state()));
            return;
        }
        segments.put(id, new SegmentEntry(begun, begun));
    }

    private void update(RemoteLogSegmentMetadataUpdate update) {
        Uuid id = update.remoteLogSegmentId().id();
        SegmentEntry known = segments.get(id);
        if (known == null || !AFTER.get(known.state()).contains(update.state())) {
            refuse(
                    update.topicIdPartition(),
                    "takes the segment %s to %s, which was %s"
                            .formatted(id, update.state(), known == null ? "unknown" : known.state()));
            return;
        }
        RemoteLogSegmentMetadata current = known.current().createWithUpdates(update);
        segments.put(id, new SegmentEntry(known.started(), current));
    }

    private void delete(RemotePartitionDeleteMetadata deletion) {
        RemotePartitionDeleteState known = deletions.get(deletion.topicIdPartition());
        boolean fits = known == null
                ? deletion.state() == DELETE_PARTITION_MARKED
                : AFTER_DELETION.get(known).contains(deletion.state());
        if (!fits) {
            refuse(
                    deletion.topicIdPartition(),
                    "takes the partition to %s, which was %s".formatted(deletion.state(), known));
            return;
        }
        deletions.put(deletion.topicIdPartition(), deletion.state());
    }

    private void refuse(TopicIdPartition partition, String what) {
        refused.add(Finding.of(
                        FindingKind.REFUSED_EVENT,
                        partition.topicPartition().toString(),
                        "an event in the metadata of %s %s; it was passed over".formatted(partition, what))
                .with("event", events));
    }

    /** Returns what all events so far have led to. */
    RemoteMetadata state() {
        return new RemoteMetadata(segments, deletions, refused.toList());
    }
}
