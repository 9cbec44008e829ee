// SPDX-License-Identifier: Apache-2.0
package io.thermocline.inmemory;

import static io.thermocline.metadata.Segments.drain;
import static io.thermocline.metadata.Segments.started;
import static io.thermocline.metadata.Segments.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.metadata.Segments;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.ReplicaNotAvailableException;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadinessTest {
    private final TopicIdPartition partition = Segments.partition("readiness");
    private final InMemoryRemoteLogMetadataManager manager = new InMemoryRemoteLogMetadataManager();

    @Test
    void aCallThatComesBeforeTheAssignmentWaitsForIt() throws Exception {
        configureWait("60000");
        FutureTask<Optional<Long>> early = waiting(() -> manager.highestOffsetForEpoch(partition, 0));

        assign();

        assertThat(early.get()).isEmpty();
    }

    @Test
    void anEventThatComesBeforeTheAssignmentWaitsForIt() throws Exception {
        configureWait("60000");
        FutureTask<Boolean> early = waiting(() -> !manager.addRemoteLogSegmentMetadata(started(partition, 0, 0, 9))
                .isCompletedExceptionally());

        assign();

        assertThat(early.get()).isTrue();
        assertThat(drain(manager.listRemoteLogSegments(partition))).hasSize(1);
    }

    @Test
    void anAssignmentThatDoesNotComeInTimeIsAnErrorThatIsWorthARetry() {
        configureWait("0");

        assertThatThrownBy(() -> manager.listRemoteLogSegments(partition, 0))
                .isInstanceOf(ReplicaNotAvailableException.class)
                .hasMessageContainingAll("readiness", "not assigned", "0 ms");
        assertThat(manager.addRemoteLogSegmentMetadata(started(partition, 0, 0, 9)))
                .failsWithin(1, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(ReplicaNotAvailableException.class);
    }

    @Test
    void anInterruptedWaitThrowsAndKeepsTheInterrupt() {
        configureWait("60000");
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> manager.remoteLogSize(partition, 0))
                .isInstanceOf(RemoteStorageException.class)
                .hasCauseInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aReadyPartitionAnswersAnInterruptedThreadAndKeepsTheInterrupt() throws Exception {
        assign();
        Thread.currentThread().interrupt();

        assertThat(manager.remoteLogSize(partition, 0)).isZero();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void closingEndsTheWaitAtOnce() throws Exception {
        configureWait("60000");
        FutureTask<Optional<Long>> early = waiting(() -> manager.highestOffsetForEpoch(partition, 0));

        manager.close();

        assertThatThrownBy(early::get).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPartitionWithoutSegmentsIsNotHeldOnceItLeaves() throws Exception {
        RemoteLogSegmentMetadata segment = copied();
        send(segment, RemoteLogSegmentState.DELETE_SEGMENT_STARTED);
        send(segment, RemoteLogSegmentState.DELETE_SEGMENT_FINISHED);

        manager.onStopPartitions(Set.of(partition));

        assertThat(manager.heldPartitions()).isZero();
    }

    @Test
    void aDeletionThatEndsAfterThePartitionLeftEndsTheHoldingOfIt() throws Exception {
        RemoteLogSegmentMetadata segment = copied();
        send(segment, RemoteLogSegmentState.DELETE_SEGMENT_STARTED);
        manager.onStopPartitions(Set.of(partition));
        assertThat(manager.heldPartitions()).isEqualTo(1);

        send(segment, RemoteLogSegmentState.DELETE_SEGMENT_FINISHED);

        assertThat(manager.heldPartitions()).isZero();
    }

    @Test
    void aPartitionThatWasForgottenBeginsAnew() throws Exception {
        assign();
        manager.onStopPartitions(Set.of(partition));
        assertThat(manager.heldPartitions()).isZero();

        copied();

        assertThat(manager.isReady(partition)).isTrue();
        assertThat(manager.remoteLogSegmentMetadata(partition, 0, 5)).isPresent();
    }

    private RemoteLogSegmentMetadata copied() throws Exception {
        assign();
        RemoteLogSegmentMetadata segment = started(partition, 0, 0, 9);
        manager.addRemoteLogSegmentMetadata(segment).get();
        send(segment, RemoteLogSegmentState.COPY_SEGMENT_FINISHED);
        return segment;
    }

    private void send(RemoteLogSegmentMetadata segment, RemoteLogSegmentState state) throws Exception {
        manager.updateRemoteLogSegmentMetadata(update(segment, state)).get();
    }

    private void configureWait(String millis) {
        manager.configure(Map.of(InMemoryConfig.READY_WAIT_MS, millis));
    }

    private void assign() {
        manager.onPartitionLeadershipChanges(Set.of(partition), Set.of());
    }

    /** Starts the call in a thread of its own and returns once that thread waits. */
    private static <T> FutureTask<T> waiting(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "early caller");
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        return task;
    }
}
