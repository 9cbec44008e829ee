// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static io.thermocline.metadata.Segments.SIZE;
import static io.thermocline.metadata.Segments.drain;
import static io.thermocline.metadata.Segments.started;
import static io.thermocline.metadata.Segments.update;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PartitionViewTest {
    private final TopicIdPartition partition = Segments.partition("viewed");
    private final PartitionView view = new PartitionView(partition);

    @Test
    void onlyACopyThatFinishedIsFound() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, 3, 100, 199);
        view.apply(segment);
        assertThat(view.find(3, 150)).isEmpty();

        view.apply(update(segment, COPY_SEGMENT_FINISHED));
        assertThat(found(3, 150)).contains(segment.remoteLogSegmentId());

        view.apply(update(segment, DELETE_SEGMENT_STARTED));
        assertThat(view.find(3, 150)).isEmpty();
    }

    @Test
    void aSegmentIsFoundFromItsFirstOffsetToItsLast() throws Exception {
        RemoteLogSegmentMetadata first = copied(3, 100, 199);
        RemoteLogSegmentMetadata second = copied(3, 200, 299);

        assertThat(view.find(3, 99)).isEmpty();
        assertThat(found(3, 100)).contains(first.remoteLogSegmentId());
        assertThat(found(3, 199)).contains(first.remoteLogSegmentId());
        assertThat(found(3, 200)).contains(second.remoteLogSegmentId());
        assertThat(found(3, 299)).contains(second.remoteLogSegmentId());
        assertThat(view.find(3, 300)).isEmpty();
        assertThat(view.find(4, 150)).isEmpty();
    }

    @Test
    void anOffsetPastTheEndOfItsEpochWithinTheSegmentIsNotFound() throws Exception {
        RemoteLogSegmentMetadata segment = copied(0, 99, Map.of(1, 0L, 2, 40L, 5, 70L));

        assertThat(found(1, 39)).contains(segment.remoteLogSegmentId());
        assertThat(view.find(1, 40)).isEmpty();
        assertThat(view.find(2, 39)).isEmpty();
        assertThat(found(2, 69)).contains(segment.remoteLogSegmentId());
        assertThat(view.find(2, 70)).isEmpty();
        assertThat(found(5, 99)).contains(segment.remoteLogSegmentId());
    }

    @Test
    void everyFieldIsAnsweredAsItCameAndAsItWasUpdated() throws Exception {
        RemoteLogSegmentMetadata segment =
                started(partition, 7, 99, Map.of(1, 7L, 2, 40L), Segments.apiKnowsTxnIndex());
        view.apply(segment);
        assertThat(drain(view.list())).containsExactly(segment);

        var update = update(segment, COPY_SEGMENT_FINISHED, (byte) 1, (byte) 2);
        view.apply(update);

        assertThat(view.find(2, 50)).contains(segment.createWithUpdates(update));
    }

    @Test
    void anUpdateWithoutCustomMetadataTakesItAway() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, 0, 0, 9);
        view.apply(segment);
        view.apply(update(segment, COPY_SEGMENT_FINISHED, (byte) 1));
        view.apply(update(segment, DELETE_SEGMENT_STARTED));

        assertThat(drain(view.list()))
                .singleElement()
                .satisfies(listed -> assertThat(listed.customMetadata()).isEmpty());
    }

    @Test
    void listingsShowSegmentsBeingCopiedAndDeletedButNotDeletedOnes() throws Exception {
        RemoteLogSegmentMetadata deleting = copied(0, 0, 9);
        RemoteLogSegmentMetadata finished = copied(0, 10, 19);
        RemoteLogSegmentMetadata copying = started(partition, 0, 20, 29);
        RemoteLogSegmentMetadata deleted = copied(0, 30, 39);
        view.apply(copying);
        view.apply(update(deleting, DELETE_SEGMENT_STARTED));
        view.apply(update(deleted, DELETE_SEGMENT_STARTED));
        view.apply(update(deleted, DELETE_SEGMENT_FINISHED));

        assertThat(ids(view.list(0)))
                .containsExactly(
                        deleting.remoteLogSegmentId(), finished.remoteLogSegmentId(), copying.remoteLogSegmentId());
        assertThat(ids(view.list())).containsExactlyInAnyOrderElementsOf(ids(view.list(0)));
        assertThat(view.sizeInBytes(0)).isEqualTo(3L * SIZE);
    }

    @Test
    void aSegmentThatSpansEpochsIsListedByEachOfThemAndOnceInAll() throws Exception {
        RemoteLogSegmentMetadata segment = copied(0, 99, Map.of(1, 0L, 2, 40L));

        assertThat(ids(view.list(1))).containsExactly(segment.remoteLogSegmentId());
        assertThat(ids(view.list(2))).containsExactly(segment.remoteLogSegmentId());
        assertThat(ids(view.list(3))).isEmpty();
        assertThat(ids(view.list())).containsExactly(segment.remoteLogSegmentId());
    }

    @Test
    void aLaterCopyThatCoversASegmentReplacesItYetTheReplacedOneIsStillListed() throws Exception {
        RemoteLogSegmentMetadata small = copied(0, 10, 90);
        RemoteLogSegmentMetadata large = copied(0, 5, 100);

        assertThat(found(0, 50)).contains(large.remoteLogSegmentId());
        assertThat(found(0, 95)).contains(large.remoteLogSegmentId());
        assertThat(ids(view.list(0))).containsExactly(large.remoteLogSegmentId(), small.remoteLogSegmentId());

        view.apply(update(large, DELETE_SEGMENT_STARTED));
        assertThat(view.find(0, 50)).isEmpty();
    }

    @Test
    void aCopyThatFinishedAgainTakesBackItsPlace() throws Exception {
        RemoteLogSegmentMetadata first = copied(0, 0, 99);
        RemoteLogSegmentMetadata second = copied(0, 0, 99);
        assertThat(found(0, 50)).contains(second.remoteLogSegmentId());

        view.apply(update(first, COPY_SEGMENT_FINISHED));

        assertThat(found(0, 50)).contains(first.remoteLogSegmentId());
        assertThat(ids(view.list(0))).containsExactly(first.remoteLogSegmentId(), second.remoteLogSegmentId());
    }

    @Test
    void aShorterCopyOfTheSameStartThatFinishesLaterTakesThePlaceAsInKafka() throws Exception {
        RemoteLogSegmentMetadata longer = copied(0, 0, 200);
        RemoteLogSegmentMetadata shorter = copied(0, 0, 100);

        assertThat(found(0, 50)).contains(shorter.remoteLogSegmentId());
        assertThat(view.find(0, 150)).isEmpty();
        assertThat(ids(view.list(0))).containsExactly(shorter.remoteLogSegmentId());
        assertThat(ids(view.list()))
                .containsExactlyInAnyOrder(shorter.remoteLogSegmentId(), longer.remoteLogSegmentId());
        assertThat(view.highestOffset(0)).contains(200L);
    }

    @Test
    void theHighestOffsetRisesWhenACopyFinishesAndIsNotLoweredByADelete() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, 0, 99, Map.of(1, 0L, 2, 40L));
        view.apply(segment);
        assertThat(view.highestOffset(1)).isEmpty();

        view.apply(update(segment, COPY_SEGMENT_FINISHED));
        assertThat(view.highestOffset(1)).contains(39L);
        assertThat(view.highestOffset(2)).contains(99L);

        view.apply(update(segment, DELETE_SEGMENT_STARTED));
        view.apply(update(segment, DELETE_SEGMENT_FINISHED));
        assertThat(view.highestOffset(1)).contains(39L);
        assertThat(view.highestOffset(2)).contains(99L);
    }

    @Test
    @Tag("kafka-reference")
    void theSearchForATransactionIndexWalksOnInItsEpochAndStopsAtAGap() throws Exception {
        finish(started(partition, 0, 9, Map.of(0, 0L), true));
        finish(started(partition, 10, 19, Map.of(0, 10L), true));
        RemoteLogSegmentMetadata withIndex = finish(started(partition, 20, 29, Map.of(0, 20L), false));
        finish(started(partition, 30, 39, Map.of(0, 30L), true));
        finish(started(partition, 50, 59, Map.of(0, 50L), false));

        assertThat(view.findWithTxnIndex(0, 5).map(RemoteLogSegmentMetadata::remoteLogSegmentId))
                .contains(withIndex.remoteLogSegmentId());
        assertThat(view.findWithTxnIndex(0, 30)).isEmpty();
        assertThat(view.findWithTxnIndex(1, 5)).isEmpty();
    }

    @Test
    void aSegmentThatIsNotMarkedMayHaveATransactionIndex() throws Exception {
        RemoteLogSegmentMetadata segment = copied(0, 0, 9);

        assertThat(view.findWithTxnIndex(0, 5).map(RemoteLogSegmentMetadata::remoteLogSegmentId))
                .contains(segment.remoteLogSegmentId());
    }

    @Test
    void anIteratorIsASnapshot() throws Exception {
        RemoteLogSegmentMetadata first = copied(0, 0, 9);
        RemoteLogSegmentMetadata second = copied(0, 10, 19);
        Iterator<RemoteLogSegmentMetadata> all = view.list();
        Iterator<RemoteLogSegmentMetadata> ofEpoch = view.list(0);

        copied(0, 20, 29);
        view.apply(update(first, DELETE_SEGMENT_STARTED));
        view.apply(update(first, DELETE_SEGMENT_FINISHED));

        assertThat(drain(ofEpoch))
                .extracting(RemoteLogSegmentMetadata::state)
                .containsExactly(COPY_SEGMENT_FINISHED, COPY_SEGMENT_FINISHED);
        assertThat(ids(all)).containsExactlyInAnyOrder(first.remoteLogSegmentId(), second.remoteLogSegmentId());
    }

    @Test
    void aFailedCopyLeavesNothingOnceItIsDeleted() throws Exception {
        RemoteLogSegmentMetadata failed = started(partition, 4, 0, 9);
        view.apply(failed);
        view.apply(update(failed, DELETE_SEGMENT_STARTED));
        view.apply(update(failed, DELETE_SEGMENT_FINISHED));

        assertThat(view.size()).isZero();
        assertThat(view.highestOffset(4)).isEmpty();
        assertThat(view.list(4).hasNext()).isFalse();
    }

    @Test
    void aRefusedEventAndACheckChangeNothing() throws Exception {
        RemoteLogSegmentMetadata segment = copied(0, 0, 9);
        List<RemoteLogSegmentMetadata> before = drain(view.list());

        view.check(update(segment, DELETE_SEGMENT_STARTED));
        assertThatThrownBy(() -> view.check(update(segment, DELETE_SEGMENT_FINISHED)))
                .isInstanceOf(RefusedTransitionException.class);
        assertThatThrownBy(() -> view.apply(update(segment, DELETE_SEGMENT_FINISHED)))
                .isInstanceOf(RefusedTransitionException.class);
        assertThatThrownBy(() -> view.apply(segment)).isInstanceOf(RefusedTransitionException.class);

        assertThat(drain(view.list())).isEqualTo(before);
        assertThat(view.state(segment.remoteLogSegmentId())).contains(COPY_SEGMENT_FINISHED);
    }

    @Test
    void anEventOfAnotherPartitionIsRefused() {
        RemoteLogSegmentMetadata elsewhere = started(Segments.partition("other"), 0, 0, 9);

        assertThatThrownBy(() -> view.apply(elsewhere))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("other", "viewed");
    }

    @Test
    void aSegmentThatIsAddedAgainWithOtherEpochsMovesToThem() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, 0, 0, 9);
        view.apply(segment);
        view.apply(new RemoteLogSegmentMetadata(segment.remoteLogSegmentId(), 0, 9, 0, 0, 0, SIZE, Map.of(1, 0L)));

        assertThat(view.list(0).hasNext()).isFalse();
        assertThat(ids(view.list(1))).containsExactly(segment.remoteLogSegmentId());
        assertThat(view.size()).isEqualTo(1);
    }

    private RemoteLogSegmentMetadata copied(int epoch, long start, long end) throws RemoteStorageException {
        return finish(started(partition, epoch, start, end));
    }

    private RemoteLogSegmentMetadata copied(long start, long end, Map<Integer, Long> epochs)
            throws RemoteStorageException {
        return finish(started(partition, start, end, epochs));
    }

    private RemoteLogSegmentMetadata finish(RemoteLogSegmentMetadata segment) throws RemoteStorageException {
        view.apply(segment);
        view.apply(update(segment, RemoteLogSegmentState.COPY_SEGMENT_FINISHED));
        return segment;
    }

    private Optional<RemoteLogSegmentId> found(int epoch, long offset) {
        return view.find(epoch, offset).map(RemoteLogSegmentMetadata::remoteLogSegmentId);
    }

    private static List<RemoteLogSegmentId> ids(Iterator<RemoteLogSegmentMetadata> segments) {
        return drain(segments).stream()
                .map(RemoteLogSegmentMetadata::remoteLogSegmentId)
                .toList();
    }
}
