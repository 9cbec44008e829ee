// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static io.thermocline.metadata.Segments.SIZE;
import static io.thermocline.metadata.Segments.drain;
import static io.thermocline.metadata.Segments.started;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_STARTED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_STARTED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_MARKED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ReplicaNotAvailableException;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadataManager;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What Kafka's tests of its own metadata manager ask of the classes behind it, of the cache of a partition, the state of
 * an epoch and the lifecycle of a segment, asked of any manager: how segments that went through failovers, overlaps and
 * deletes are found, listed and counted.
 */
@Timeout(60)
public abstract class RemoteLogHistoryContract {

    private ManagedPartition partition;

    /** Returns a configured manager that holds nothing and waits for an assignment for a short time only. */
    protected abstract RemoteLogMetadataManager open();

    @BeforeEach
    void assignPartition() {
        partition = new ManagedPartition(open(), Segments.partition("history"));
        partition.manager().onPartitionLeadershipChanges(Set.of(partition.partition()), Set.of());
    }

    @AfterEach
    void closeManager() throws Exception {
        partition.manager().close();
    }

    /** Four segments; leaders change within the first and the third, and the leader of epoch 4 copies from offset 140. */
    private List<RemoteLogSegmentMetadata> copiedByFourLeaders() throws Exception {
        return List.of(
                partition.copied(0, 49, Map.of(0, 0L, 1, 15L, 2, 40L)),
                partition.copied(2, 50, 99),
                partition.copied(100, 159, Map.of(2, 100L, 4, 130L)),
                partition.copied(140, 219, Map.of(4, 140L, 5, 200L)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 14, 0",
        "1, 15, 0",
        "1, 39, 0",
        "2, 40, 0",
        "2, 49, 0",
        "2, 50, 1",
        "2, 99, 1",
        "2, 100, 2",
        "2, 129, 2",
        "4, 130, 2",
        "4, 139, 2",
        "4, 140, 3",
        "4, 150, 3",
        "4, 199, 3",
        "5, 200, 3",
        "5, 219, 3"
    })
    void anOffsetIsFoundInTheSegmentThatTheLeaderOfItsEpochCopied(int epoch, long offset, int segment)
            throws Exception {
        List<RemoteLogSegmentMetadata> segments = copiedByFourLeaders();

        assertThat(partition.find(epoch, offset)).contains(segments.get(segment).remoteLogSegmentId());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 15", "1, 14", "1, 40", "1, 60", "2, 39", "2, 130", "3, 130", "4, 129", "4, 200", "5, 199", "5, 220",
        "6, 150"
    })
    void anOffsetThatIsNotOfItsEpochIsNotFound(int epoch, long offset) throws Exception {
        copiedByFourLeaders();

        assertThat(partition.find(epoch, offset)).isEmpty();
    }

    @Test
    void theHighestOffsetOfAnEpochIsWhereTheNextBeginsAndStaysWhenSegmentsAreDeleted() throws Exception {
        Map<Integer, Long> highest = Map.of(0, 14L, 1, 39L, 2, 129L, 4, 199L, 5, 219L);
        List<RemoteLogSegmentMetadata> segments = copiedByFourLeaders();
        for (var epoch : highest.entrySet()) {
            assertThat(partition.highestOffset(epoch.getKey())).contains(epoch.getValue());
        }
        assertThat(partition.highestOffset(3)).isEmpty();

        for (RemoteLogSegmentMetadata segment : segments) {
            partition.apply(segment, DELETE_SEGMENT_STARTED, DELETE_SEGMENT_FINISHED);
        }

        assertThat(partition.list()).isEmpty();
        for (var epoch : highest.entrySet()) {
            assertThat(partition.highestOffset(epoch.getKey())).contains(epoch.getValue());
        }
    }

    @Test
    void aCopyThatHasNotFinishedCountsForNoneOfItsEpochsYetIsListedByEach() throws Exception {
        RemoteLogSegmentMetadata copying = started(partition.partition(), 0, 99, Map.of(0, 0L, 1, 20L, 2, 80L));
        partition.apply(copying);

        for (int epoch : new int[] {0, 1, 2}) {
            assertThat(partition.highestOffset(epoch)).isEmpty();
            assertThat(partition.find(epoch, 80)).isEmpty();
            assertThat(partition.list(epoch)).containsExactly(copying.remoteLogSegmentId());
        }
        assertThat(partition.list()).containsExactly(copying.remoteLogSegmentId());
    }

    @Test
    void aSegmentIsListedByEachOfItsEpochsInTheOrderOfOffsetsAndOnceInAll() throws Exception {
        List<RemoteLogSegmentId> ids = ids(copiedByFourLeaders());

        assertThat(partition.list(0)).containsExactly(ids.get(0));
        assertThat(partition.list(1)).containsExactly(ids.get(0));
        assertThat(partition.list(2)).containsExactly(ids.get(0), ids.get(1), ids.get(2));
        assertThat(partition.list(4)).containsExactly(ids.get(2), ids.get(3));
        assertThat(partition.list(5)).containsExactly(ids.get(3));
        assertThat(partition.list()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void segmentsThatALaterOneCoversAreListedUntilEachIsDeletedButNeverFound() throws Exception {
        RemoteLogSegmentMetadata first = partition.copied(0, 10, 100);
        RemoteLogSegmentMetadata second = partition.copied(0, 5, 150);
        RemoteLogSegmentMetadata third = partition.copied(0, 148, 155);
        RemoteLogSegmentMetadata last = partition.copied(0, 4, 200);

        for (long offset : new long[] {4, 5, 50, 120, 149, 155, 200}) {
            assertThat(partition.find(0, offset)).contains(last.remoteLogSegmentId());
        }
        assertThat(partition.list(0)).containsExactlyElementsOf(ids(List.of(last, second, first, third)));
        assertThat(partition.highestOffset(0)).contains(200L);

        for (RemoteLogSegmentMetadata covered : List.of(third, first, second)) {
            partition.apply(covered, DELETE_SEGMENT_STARTED, DELETE_SEGMENT_FINISHED);
        }
        assertThat(partition.list(0)).containsExactly(last.remoteLogSegmentId());
        assertThat(partition.find(0, 50)).contains(last.remoteLogSegmentId());
    }

    @ParameterizedTest
    @CsvSource({"100", "150"})
    void ofTwoSegmentsFromOneOffsetTheLaterIsFound(long end) throws Exception {
        RemoteLogSegmentMetadata earlier = partition.copied(0, 10, 100);
        RemoteLogSegmentMetadata later = partition.copied(0, 10, end);

        assertThat(partition.find(0, 11)).contains(later.remoteLogSegmentId());
        assertThat(partition.find(0, end)).contains(later.remoteLogSegmentId());
        assertThat(partition.highestOffset(0)).contains(end);
        assertThat(partition.list(0))
                .containsExactlyInAnyOrder(earlier.remoteLogSegmentId(), later.remoteLogSegmentId());
    }

    @Test
    void segmentsOfEveryStateAreListedInTheOrderOfOffsets() throws Exception {
        RemoteLogSegmentMetadata deleting = partition.copied(0, 11, 100);
        RemoteLogSegmentMetadata finished = partition.copied(0, 101, 150);
        RemoteLogSegmentMetadata copying = started(partition.partition(), 0, 0, 10);
        partition.apply(copying);
        partition.apply(deleting, DELETE_SEGMENT_STARTED);

        assertThat(partition.find(0, 50)).isEmpty();
        assertThat(partition.list(0)).containsExactlyElementsOf(ids(List.of(copying, deleting, finished)));
    }

    @ParameterizedTest
    @CsvSource({
        "COPY_SEGMENT_STARTED, COPY_SEGMENT_STARTED", "COPY_SEGMENT_STARTED, DELETE_SEGMENT_FINISHED",
        "COPY_SEGMENT_FINISHED, COPY_SEGMENT_STARTED", "COPY_SEGMENT_FINISHED, DELETE_SEGMENT_FINISHED",
        "DELETE_SEGMENT_STARTED, COPY_SEGMENT_STARTED", "DELETE_SEGMENT_STARTED, COPY_SEGMENT_FINISHED"
    })
    void anUpdateThatCannotFollowIsRefusedAndChangesNothing(RemoteLogSegmentState current, RemoteLogSegmentState asked)
            throws Exception {
        RemoteLogSegmentMetadata segment = started(partition.partition(), 5, 10, 100);
        partition.apply(segment);
        if (current != COPY_SEGMENT_STARTED) {
            partition.apply(segment, COPY_SEGMENT_FINISHED);
        }
        if (current == DELETE_SEGMENT_STARTED) {
            partition.apply(segment, DELETE_SEGMENT_STARTED);
        }
        var before = drain(partition.manager().listRemoteLogSegments(partition.partition(), 5));
        assertThat(before).extracting(RemoteLogSegmentMetadata::state).containsExactly(current);

        assertThatThrownBy(() -> partition.apply(segment, asked))
                .hasMessageContainingAll(segment.remoteLogSegmentId().id().toString(), current.name(), asked.name());

        assertThat(drain(partition.manager().listRemoteLogSegments(partition.partition(), 5)))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateOfASegmentThatWasNeverAddedFindsNothing(RemoteLogSegmentState asked) {
        RemoteLogSegmentMetadata unknown = started(partition.partition(), 0, 0, 9);

        assertThatThrownBy(() -> partition.apply(unknown, asked))
                .isInstanceOf(RemoteResourceNotFoundException.class)
                .hasMessageContaining(unknown.remoteLogSegmentId().id().toString());
    }

    @Test
    void nothingIsNoEvent() {
        RemoteLogMetadataManager manager = partition.manager();

        assertThatThrownBy(() -> manager.addRemoteLogSegmentMetadata(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> manager.updateRemoteLogSegmentMetadata(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> manager.putRemotePartitionDeleteMetadata(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void theSizeOfAnEpochIsThatOfAllSegmentsWithARecordOfIt() throws Exception {
        copiedByFourLeaders();

        assertThat(size(partition.partition(), 0)).isEqualTo(SIZE);
        assertThat(size(partition.partition(), 2)).isEqualTo(3L * SIZE);
        assertThat(size(partition.partition(), 4)).isEqualTo(2L * SIZE);
        assertThat(size(partition.partition(), 3)).isZero();
        assertThatThrownBy(() -> size(Segments.partition("elsewhere"), 0))
                .isInstanceOf(ReplicaNotAvailableException.class);
    }

    private long size(TopicIdPartition of, int epoch) throws Exception {
        return partition.manager().remoteLogSize(of, epoch);
    }

    @Test
    void aPartitionWhoseDeletionIsUnderWayStillHasItsSegments() throws Exception {
        RemoteLogSegmentMetadata segment = partition.copied(0, 100, Map.of(0, 0L, 1, 20L, 2, 50L));

        partition.apply(DELETE_PARTITION_MARKED);
        assertThat(partition.find(1, 30)).contains(segment.remoteLogSegmentId());
        partition.apply(DELETE_PARTITION_STARTED);
        assertThat(partition.find(1, 30)).contains(segment.remoteLogSegmentId());
        partition.apply(segment, DELETE_SEGMENT_STARTED, DELETE_SEGMENT_FINISHED);
        partition.apply(DELETE_PARTITION_FINISHED);

        assertThatThrownBy(() -> partition.find(1, 30)).isInstanceOf(RemoteResourceNotFoundException.class);
    }

    @Test
    void aTopicThatIsCreatedAgainUnderItsNameKnowsNothingOfTheFirst() throws Exception {
        RemoteLogSegmentMetadata segment = partition.copied(0, 0, 9);
        TopicIdPartition again =
                new TopicIdPartition(Uuid.randomUuid(), partition.partition().topicPartition());
        ManagedPartition recreated = new ManagedPartition(partition.manager(), again);

        partition.manager().onPartitionLeadershipChanges(Set.of(), Set.of(again));

        assertThat(recreated.find(0, 5)).isEmpty();
        assertThat(recreated.list()).isEmpty();
        assertThat(recreated.highestOffset(0)).isEmpty();
        assertThat(partition.find(0, 5)).contains(segment.remoteLogSegmentId());
    }

    private static List<RemoteLogSegmentId> ids(List<RemoteLogSegmentMetadata> segments) {
        return segments.stream()
                .map(RemoteLogSegmentMetadata::remoteLogSegmentId)
                .toList();
    }
}
