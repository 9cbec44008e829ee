// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.metadata;

import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_STARTED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.metadata.storage.serialization.RemoteLogMetadataSerde;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteMetadata;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState;
import org.junit.jupiter.api.Test;

class MetadataReplayTest {

    private static final TopicIdPartition PARTITION =
            new TopicIdPartition(Uuid.randomUuid(), new TopicPartition("orders", 0));

    private final RemoteLogSegmentMetadata segment = new RemoteLogSegmentMetadata(
            new RemoteLogSegmentId(PARTITION, Uuid.randomUuid()), 10, 19, 5, 1, 6, 1000, Map.of(2, 10L), true);
    private final List<RemoteLogMetadata> events = new ArrayList<>();

    private void becomes(RemoteLogSegmentState... states) {
        for (RemoteLogSegmentState state : states) {
            Optional<CustomMetadata> custom = state == COPY_SEGMENT_FINISHED
                    ? Optional.of(new CustomMetadata(new byte[] {1, 2}))
                    : Optional.empty();
            events.add(new RemoteLogSegmentMetadataUpdate(segment.remoteLogSegmentId(), 7, custom, state, 2));
        }
    }

    private RemoteMetadata replay() {
        RemoteLogMetadataSerde serde = new RemoteLogMetadataSerde();
        return RemoteMetadata.replay(
                events.stream().map(serde::serialize).map(serde::deserialize).toList());
    }

    @Test
    void aSegmentIsWhatItsEventsHaveMadeOfIt() {
        events.add(segment);
        becomes(COPY_SEGMENT_FINISHED);

        SegmentEntry entry = replay().segment(segment.remoteLogSegmentId().id()).orElseThrow();

        assertThat(entry.state()).isEqualTo(COPY_SEGMENT_FINISHED);
        assertThat(entry.started()).isEqualTo(segment);
        assertThat(entry.current().customMetadata()).contains(new CustomMetadata(new byte[] {1, 2}));
        assertThat(entry.current().brokerId()).isEqualTo(2);
        assertThat(replay().refused()).isEmpty();
    }

    @Test
    void everyWayOfKip405IsTaken() {
        events.add(segment);
        events.add(segment);
        becomes(COPY_SEGMENT_FINISHED, COPY_SEGMENT_FINISHED, DELETE_SEGMENT_STARTED, DELETE_SEGMENT_STARTED);
        becomes(DELETE_SEGMENT_FINISHED);
        assertThat(replay().segments()).extracting(SegmentEntry::state).containsExactly(DELETE_SEGMENT_FINISHED);
        assertThat(replay().refused()).isEmpty();

        events.clear();
        events.add(segment);
        becomes(DELETE_SEGMENT_STARTED, DELETE_SEGMENT_FINISHED);
        assertThat(replay().segments()).extracting(SegmentEntry::state).containsExactly(DELETE_SEGMENT_FINISHED);
        assertThat(replay().refused()).isEmpty();
    }

    @Test
    void whatTheLifeOfASegmentForbidsIsPassedOver() {
        becomes(COPY_SEGMENT_FINISHED);
        events.add(segment);
        becomes(DELETE_SEGMENT_FINISHED, DELETE_SEGMENT_STARTED, COPY_SEGMENT_FINISHED);

        RemoteMetadata state = replay();

        assertThat(state.segments()).extracting(SegmentEntry::state).containsExactly(DELETE_SEGMENT_STARTED);
        assertThat(state.refused()).hasSize(3).extracting(Finding::kind).containsOnly(FindingKind.REFUSED_EVENT);
        assertThat(state.refused().get(0).sentence()).contains("unknown").contains("orders");
        assertThat(state.refused().get(2).numbers()).containsEntry("event", 5L);
        assertThat(segment.state()).isEqualTo(COPY_SEGMENT_STARTED);
    }

    @Test
    void thePartitionsThatAreDeleted() {
        events.add(new RemotePartitionDeleteMetadata(
                PARTITION, RemotePartitionDeleteState.DELETE_PARTITION_STARTED, 1, 1));
        events.add(
                new RemotePartitionDeleteMetadata(PARTITION, RemotePartitionDeleteState.DELETE_PARTITION_MARKED, 1, 1));

        RemoteMetadata state = replay();

        assertThat(state.deletions())
                .containsOnly(Map.entry(PARTITION, RemotePartitionDeleteState.DELETE_PARTITION_MARKED));
        assertThat(state.refused()).hasSize(1);
    }
}
