// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.metadata.MetadataSource;
import io.thermocline.audit.metadata.RemoteMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteMetadata;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState;

/** The events that a cluster has written of its remote segments. */
final class History implements MetadataSource {

    private final List<RemoteLogMetadata> events = new ArrayList<>();
    private final List<Runnable> beforeReads = new ArrayList<>();

    void begun(RemoteLogSegmentMetadata segment) {
        events.add(segment);
    }

    void became(RemoteLogSegmentMetadata segment, RemoteLogSegmentState state, Optional<CustomMetadata> custom) {
        events.add(new RemoteLogSegmentMetadataUpdate(
                segment.remoteLogSegmentId(), segment.eventTimestampMs() + events.size(), custom, state, 2));
    }

    void became(RemoteLogSegmentMetadata segment, RemoteLogSegmentState state) {
        became(segment, state, Optional.empty());
    }

    void marked(TopicIdPartition partition) {
        events.add(
                new RemotePartitionDeleteMetadata(partition, RemotePartitionDeleteState.DELETE_PARTITION_MARKED, 1, 1));
    }

    /** Says what happens right before the second reading of an audit. */
    void betweenReadings(Runnable event) {
        beforeReads.add(() -> {});
        beforeReads.add(event);
    }

    @Override
    public RemoteMetadata read() {
        if (!beforeReads.isEmpty()) {
            beforeReads.remove(0).run();
        }
        return RemoteMetadata.replay(events);
    }
}
