// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static io.thermocline.metadata.ManagedPartition.ids;
import static io.thermocline.metadata.Segments.SIZE;
import static io.thermocline.metadata.Segments.drain;
import static io.thermocline.metadata.Segments.started;
import static io.thermocline.metadata.Segments.update;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_STARTED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_STARTED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_MARKED;
import static org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState.DELETE_PARTITION_STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.ReplicaNotAvailableException;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadataManager;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a broker may expect of any metadata manager, wherever it keeps the metadata. */
@Timeout(60)
public abstract class RemoteLogMetadataManagerContract {
    private static final int EPOCH = 3;

    private final TopicIdPartition partition = Segments.partition("contract");
    private RemoteLogMetadataManager manager;
    private ManagedPartition managed;

    /** Returns a configured manager that holds nothing and waits for an assignment for a short time only. */
    protected abstract RemoteLogMetadataManager open();

    @BeforeEach
    void assignPartition() {
        manager = open();
        managed = new ManagedPartition(manager, partition);
        manager.onPartitionLeadershipChanges(Set.of(partition), Set.of());
    }

    @AfterEach
    void closeManager() throws Exception {
        manager.close();
    }

    @Test
    void aSegmentIsFoundFromTheEndOfItsCopyToTheBeginningOfItsDeletion() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, EPOCH, 100, 199);

        apply(segment);
        assertThat(find(150)).isEmpty();
        assertThat(ids(manager.listRemoteLogSegments(partition))).containsExactly(segment.remoteLogSegmentId());

        apply(segment, COPY_SEGMENT_FINISHED);
        assertThat(find(150)).contains(segment.remoteLogSegmentId());
        assertThat(manager.highestOffsetForEpoch(partition, EPOCH)).contains(199L);

        apply(segment, DELETE_SEGMENT_STARTED);
        assertThat(find(150)).isEmpty();
        assertThat(ids(manager.listRemoteLogSegments(partition, EPOCH))).containsExactly(segment.remoteLogSegmentId());

        apply(segment, DELETE_SEGMENT_FINISHED);
        assertThat(ids(manager.listRemoteLogSegments(partition))).isEmpty();
        assertThat(manager.highestOffsetForEpoch(partition, EPOCH)).contains(199L);
    }

    @Test
    void aSegmentReadsBackAsItWasWritten() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, EPOCH, 100, 199);
        var finished = update(segment, COPY_SEGMENT_FINISHED, (byte) 7, (byte) 8);
        apply(segment);
        managed.apply(finished);

        assertThat(manager.remoteLogSegmentMetadata(partition, EPOCH, 100))
                .contains(segment.createWithUpdates(finished));
        assertThat(NewerCalls.nextSegmentWithTxnIndex(manager, partition, EPOCH, 100))
                .contains(segment.createWithUpdates(finished));
    }

    @Test
    void eachStateMayBeReportedTwiceButTheLast() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, EPOCH, 0, 9);
        apply(segment);
        apply(segment);
        apply(segment, COPY_SEGMENT_FINISHED);
        apply(segment, COPY_SEGMENT_FINISHED);
        apply(segment, DELETE_SEGMENT_STARTED);
        apply(segment, DELETE_SEGMENT_STARTED);
        apply(segment, DELETE_SEGMENT_FINISHED);

        assertThatThrownBy(() -> apply(segment, DELETE_SEGMENT_FINISHED))
                .isInstanceOf(RemoteResourceNotFoundException.class)
                .hasMessageContaining(segment.remoteLogSegmentId().id().toString());
    }

    @Test
    void aFailedCopyIsDeletedWithoutHavingFinished() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, EPOCH, 0, 9);
        apply(segment);
        apply(segment, DELETE_SEGMENT_STARTED);
        apply(segment, DELETE_SEGMENT_FINISHED);

        assertThat(ids(manager.listRemoteLogSegments(partition))).isEmpty();
        assertThat(manager.highestOffsetForEpoch(partition, EPOCH)).isEmpty();
    }

    @Test
    void aTransitionThatIsNotAllowedFailsItsFutureAndNamesBothStates() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, EPOCH, 0, 9);
        apply(segment);

        CompletableFuture<Void> refused =
                manager.updateRemoteLogSegmentMetadata(update(segment, DELETE_SEGMENT_FINISHED));

        assertThatThrownBy(() -> ManagedPartition.await(refused))
                .isInstanceOf(RemoteStorageException.class)
                .hasMessageContainingAll(
                        segment.remoteLogSegmentId().id().toString(),
                        COPY_SEGMENT_STARTED.name(),
                        DELETE_SEGMENT_FINISHED.name());
        assertThat(drain(manager.listRemoteLogSegments(partition))).containsExactly(segment);
    }

    @Test
    void aSegmentIsAddedAsBeingCopiedOnly() {
        RemoteLogSegmentMetadata segment = started(partition, EPOCH, 0, 9);
        RemoteLogSegmentMetadata copied = segment.createWithUpdates(update(segment, COPY_SEGMENT_FINISHED));

        assertThatThrownBy(() -> apply(copied))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(segment.remoteLogSegmentId().id().toString(), COPY_SEGMENT_FINISHED.name());
    }

    @Test
    void anEventThatCannotBeFailsItsFutureAndOneThatIsNullIsRefusedAtOnce() throws Exception {
        RemoteLogSegmentMetadata impossible = started(partition, 0, 9, Map.of(EPOCH, -1L));

        assertThatThrownBy(() -> apply(impossible))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(impossible.remoteLogSegmentId().id().toString());
        assertThatThrownBy(() -> manager.addRemoteLogSegmentMetadata(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> manager.updateRemoteLogSegmentMetadata(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> manager.putRemotePartitionDeleteMetadata(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> manager.listRemoteLogSegments(null)).isInstanceOf(NullPointerException.class);

        assertThat(drain(manager.listRemoteLogSegments(partition))).isEmpty();
    }

    @Test
    void listingsByEpochAscendAndAreSnapshots() throws Exception {
        RemoteLogSegmentMetadata second = copied(10, 19);
        RemoteLogSegmentMetadata third = copied(20, 29);
        RemoteLogSegmentMetadata first = started(partition, EPOCH, 0, 9);
        apply(first);
        Iterator<RemoteLogSegmentMetadata> listing = manager.listRemoteLogSegments(partition, EPOCH);
        apply(third, DELETE_SEGMENT_STARTED);
        apply(third, DELETE_SEGMENT_FINISHED);

        assertThat(ids(listing))
                .containsExactly(first.remoteLogSegmentId(), second.remoteLogSegmentId(), third.remoteLogSegmentId());
        assertThat(manager.remoteLogSize(partition, EPOCH)).isEqualTo(2L * SIZE);
    }

    @Test
    void anUnknownEpochIsAbsentNotAnError() throws Exception {
        assertThat(manager.listRemoteLogSegments(partition, 77).hasNext()).isFalse();
        assertThat(manager.highestOffsetForEpoch(partition, 77)).isEmpty();
        assertThat(manager.remoteLogSegmentMetadata(partition, 77, 0)).isEmpty();
        assertThat(manager.remoteLogSize(partition, 77)).isZero();
    }

    @Test
    void aDeletedPartitionIsForgotten() throws Exception {
        copied(0, 9);
        managed.apply(DELETE_PARTITION_MARKED);
        managed.apply(DELETE_PARTITION_STARTED);
        managed.apply(DELETE_PARTITION_FINISHED);

        assertThatThrownBy(() -> manager.listRemoteLogSegments(partition))
                .isInstanceOf(RemoteResourceNotFoundException.class);
        assertThat(NewerCalls.isReady(manager, partition)).isFalse();
        assertThatThrownBy(() -> managed.apply(DELETE_PARTITION_FINISHED))
                .isInstanceOf(RemoteResourceNotFoundException.class);
    }

    @Test
    void theDeletionOfAPartitionSkipsNoStep() {
        assertThatThrownBy(() -> managed.apply(DELETE_PARTITION_STARTED))
                .isInstanceOf(RemoteStorageException.class)
                .hasMessageContainingAll("no state", DELETE_PARTITION_STARTED.name());
    }

    @Test
    void aPartitionThatIsNotAssignedIsNotReadyRatherThanEmpty() {
        TopicIdPartition elsewhere = Segments.partition("elsewhere");

        assertThat(NewerCalls.isReady(manager, partition)).isTrue();
        assertThat(NewerCalls.isReady(manager, elsewhere)).isFalse();
        assertThatThrownBy(() -> manager.listRemoteLogSegments(elsewhere))
                .isInstanceOf(ReplicaNotAvailableException.class)
                .hasMessageContaining("elsewhere");
        assertThatThrownBy(() -> manager.highestOffsetForEpoch(elsewhere, 0))
                .isInstanceOf(ReplicaNotAvailableException.class);
    }

    @Test
    void aPartitionThatGoesAndComesBackHasItsSegments() throws Exception {
        RemoteLogSegmentMetadata segment = copied(0, 9);

        manager.onStopPartitions(Set.of(partition));
        assertThat(NewerCalls.isReady(manager, partition)).isFalse();
        manager.onPartitionLeadershipChanges(Set.of(), Set.of(partition));

        assertThat(NewerCalls.isReady(manager, partition)).isTrue();
        assertThat(find(5)).contains(segment.remoteLogSegmentId());
    }

    @Test
    void aClosedManagerSaysSo() throws Exception {
        manager.close();
        manager.close();

        assertThatThrownBy(() -> manager.listRemoteLogSegments(partition)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> apply(started(partition, EPOCH, 0, 9))).isInstanceOf(IllegalStateException.class);
        assertThat(NewerCalls.isReady(manager, partition)).isFalse();
    }

    private RemoteLogSegmentMetadata copied(long start, long end) throws Exception {
        return managed.copied(EPOCH, start, end);
    }

    private void apply(RemoteLogSegmentMetadata added) throws Exception {
        managed.apply(added);
    }

    private void apply(RemoteLogSegmentMetadata segment, RemoteLogSegmentState state) throws Exception {
        managed.apply(segment, state);
    }

    private Optional<RemoteLogSegmentId> find(long offset) throws RemoteStorageException {
        return managed.find(EPOCH, offset);
    }
}
