// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static io.thermocline.metadata.Segments.deletion;
import static io.thermocline.metadata.Segments.drain;
import static io.thermocline.metadata.Segments.started;
import static io.thermocline.metadata.Segments.update;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_MARKED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionDeletionTest {
    private final TopicIdPartition partition = Segments.partition("deleted");
    private final PartitionView view = new PartitionView(partition);

    @Test
    void deletionGoesItsThreeStepsAndEachMayRepeatButTheLast() throws Exception {
        for (RemotePartitionDeleteState state :
                new RemotePartitionDeleteState[] {DELETE_PARTITION_MARKED, DELETE_PARTITION_STARTED}) {
            view.apply(deletion(partition, state));
            view.apply(deletion(partition, state));
            assertThat(view.deletion()).contains(state);
        }
        view.apply(deletion(partition, DELETE_PARTITION_FINISHED));
        assertThat(view.deletion()).isEmpty();
    }

    @Test
    void theLastStepForgetsWhateverIsLeft() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, 0, 0, 9);
        view.apply(segment);
        view.apply(update(segment, COPY_SEGMENT_FINISHED));
        view.apply(deletion(partition, DELETE_PARTITION_MARKED));
        view.apply(deletion(partition, DELETE_PARTITION_STARTED));
        assertThat(view.find(0, 5)).isPresent();

        view.apply(deletion(partition, DELETE_PARTITION_FINISHED));

        assertThat(view.size()).isZero();
        assertThat(drain(view.list())).isEmpty();
        assertThat(view.highestOffset(0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, DELETE_PARTITION_STARTED, no state",
        "0, DELETE_PARTITION_FINISHED, no state",
        "1, DELETE_PARTITION_FINISHED, DELETE_PARTITION_MARKED",
        "2, DELETE_PARTITION_MARKED, DELETE_PARTITION_STARTED",
        "3, DELETE_PARTITION_FINISHED, no state"
    })
    void aStepIsNeitherSkippedNorTakenBack(int stepsBefore, RemotePartitionDeleteState asked, String current)
            throws Exception {
        for (byte step = 0; step < stepsBefore; step++) {
            view.apply(deletion(partition, RemotePartitionDeleteState.forId(step)));
        }

        assertThatThrownBy(() -> view.apply(deletion(partition, asked)))
                .isInstanceOf(RefusedTransitionException.class)
                .hasMessageContainingAll(partition.topicId().toString(), current, asked.name());
    }
}
