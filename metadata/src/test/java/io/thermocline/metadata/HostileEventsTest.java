// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static io.thermocline.metadata.Segments.drain;
import static io.thermocline.metadata.Segments.started;
import static io.thermocline.metadata.Segments.update;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events that no broker should send, but that Kafka's own types let through. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileEventsTest {
    private static final long[] OFFSETS = {0, 1, 50, 99, 100, 101, Integer.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE
    };
    private static final int[] EPOCHS = {Integer.MIN_VALUE, -1, 0, 1, 2, Integer.MAX_VALUE};

    private final TopicIdPartition partition = Segments.partition("hostile");
    private final PartitionView view = new PartitionView(partition);

    @Test
    void offsetsAtTheEndOfAllNumbersAreFoundAndListedInOrder() throws Exception {
        RemoteLogSegmentMetadata last = copied(started(partition, 0, Long.MAX_VALUE - 9, Long.MAX_VALUE));
        RemoteLogSegmentMetadata before = copied(started(partition, 0, 1L << 62, Long.MAX_VALUE - 10));
        RemoteLogSegmentMetadata first = copied(started(partition, 0, 0, (1L << 62) - 1));

        assertThat(drain(view.list(0)))
                .extracting(RemoteLogSegmentMetadata::remoteLogSegmentId)
                .containsExactly(first.remoteLogSegmentId(), before.remoteLogSegmentId(), last.remoteLogSegmentId());
        assertThat(view.find(0, Long.MAX_VALUE))
                .map(RemoteLogSegmentMetadata::startOffset)
                .contains(Long.MAX_VALUE - 9);
        assertThat(view.find(0, Long.MIN_VALUE)).isEmpty();
        assertThat(view.highestOffset(0)).contains(Long.MAX_VALUE);
    }

    @Test
    @Tag("kafka-reference")
    void theSearchForATransactionIndexEndsAtTheEndOfAllNumbers() throws Exception {
        copied(started(partition, 0, Long.MAX_VALUE, Map.of(0, 0L), true));

        assertThat(view.findWithTxnIndex(0, Long.MAX_VALUE)).isEmpty();
    }

    /** Kafka's own cache goes around for ever here. */
    @Test
    @Tag("kafka-reference")
    void anEpochThatGoesOnPastTheEndOfItsSegmentEndsTheSearch() throws Exception {
        copied(started(partition, 0, 99, Map.of(0, 0L, 1, 500L), true));
        copied(started(partition, 50, 60, Map.of(0, 50L, 1, 300L), true));

        assertThat(view.findWithTxnIndex(0, 10)).isEmpty();
        assertThat(view.findWithTxnIndex(0, 55)).isEmpty();
    }

    @Test
    void anEpochThatStartsBeforeTheFirstOffsetIsRefusedAndNothingIsAdded() {
        RemoteLogSegmentMetadata negative = started(partition, 0, 9, Map.of(3, -1L, 4, 5L));

        assertThatThrownBy(() -> view.apply(negative))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(negative.remoteLogSegmentId().id().toString(), "epoch 3", "offset -1");
        assertThat(view.size()).isZero();
        assertThat(drain(view.list())).isEmpty();
    }

    @Test
    void timesThatGoBackChangeNoAnswer() throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, 0, 0, 9);
        view.apply(segment);

        view.apply(at(segment, COPY_SEGMENT_FINISHED, -1));
        assertThat(view.find(0, 5))
                .map(RemoteLogSegmentMetadata::eventTimestampMs)
                .contains(-1L);
        view.apply(at(segment, DELETE_SEGMENT_STARTED, Long.MIN_VALUE));

        assertThat(view.find(0, 5)).isEmpty();
        assertThat(drain(view.list())).hasSize(1);
    }

    private static RemoteLogSegmentMetadataUpdate at(
            RemoteLogSegmentMetadata segment, RemoteLogSegmentState state, long timestamp) {
        return new RemoteLogSegmentMetadataUpdate(segment.remoteLogSegmentId(), timestamp, Optional.empty(), state, 1);
    }

    /** Whatever is said of epochs and offsets, a segment is listed until it is deleted: else it is never cleaned up. */
    @Test
    void nothingIsLostWhateverIsSaidOfEpochsAndOffsets() throws Exception {
        long seed = Long.getLong("thermocline.seed", System.nanoTime());
        System.out.println("to repeat this: -Dthermocline.seed=" + seed);
        Random random = new Random(seed);
        for (int history = 0; history < 300; history++) {
            checkHistory(random, "history " + history + "; to repeat this: -Dthermocline.seed=" + seed);
        }
    }

    private void checkHistory(Random random, String what) throws RemoteStorageException {
        PartitionView hostile = new PartitionView(partition);
        List<RemoteLogSegmentMetadata> alive = new ArrayList<>();
        for (int event = 0; event < 40; event++) {
            if (alive.isEmpty() || random.nextInt(3) == 0) {
                RemoteLogSegmentMetadata added = arbitrary(random);
                hostile.apply(added);
                alive.add(added);
            } else {
                step(hostile, alive, random);
            }
            Set<RemoteLogSegmentId> listed = new HashSet<>();
            drain(hostile.list())
                    .forEach(segment -> assertThat(listed.add(segment.remoteLogSegmentId()))
                            .as(what)
                            .isTrue());
            assertThat(listed)
                    .as(what)
                    .containsExactlyInAnyOrderElementsOf(alive.stream()
                            .map(RemoteLogSegmentMetadata::remoteLogSegmentId)
                            .toList());
            ask(hostile, what);
        }
    }

    private static void step(PartitionView hostile, List<RemoteLogSegmentMetadata> alive, Random random)
            throws RemoteStorageException {
        RemoteLogSegmentMetadata segment = alive.get(random.nextInt(alive.size()));
        RemoteLogSegmentState next = switch (hostile.state(segment.remoteLogSegmentId())
                .orElseThrow()) {
            case COPY_SEGMENT_STARTED -> random.nextInt(5) == 0 ? DELETE_SEGMENT_STARTED : COPY_SEGMENT_FINISHED;
            case COPY_SEGMENT_FINISHED -> random.nextInt(3) == 0 ? COPY_SEGMENT_FINISHED : DELETE_SEGMENT_STARTED;
            default -> DELETE_SEGMENT_FINISHED;
        };
        hostile.apply(update(segment, next));
        if (next == DELETE_SEGMENT_FINISHED) {
            alive.remove(segment);
        }
    }

    private static void ask(PartitionView hostile, String what) {
        for (int epoch : EPOCHS) {
            assertThat(hostile.sizeInBytes(epoch)).as(what).isNotNegative();
            for (long offset : OFFSETS) {
                hostile.find(epoch, offset)
                        .ifPresent(found -> assertThat(found.state()).as(what).isEqualTo(COPY_SEGMENT_FINISHED));
                hostile.findWithTxnIndex(epoch, offset);
            }
        }
    }

    private RemoteLogSegmentMetadata arbitrary(Random random) {
        long one = OFFSETS[random.nextInt(OFFSETS.length)];
        long other = OFFSETS[random.nextInt(OFFSETS.length)];
        NavigableMap<Integer, Long> epochs = new TreeMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            epochs.put(EPOCHS[random.nextInt(EPOCHS.length)], OFFSETS[random.nextInt(OFFSETS.length)]);
        }
        return started(partition, Math.min(one, other), Math.max(one, other), epochs, random.nextBoolean());
    }

    /** As many epochs as a partition has that lost its leader every hour for a year: each costs its own view, no more. */
    @Test
    void tenThousandEpochsOfASegmentAreTenThousandViewsAndOneSegment() throws Exception {
        NavigableMap<Integer, Long> epochs = new TreeMap<>();
        for (int epoch = 0; epoch < 10_000; epoch++) {
            epochs.put(epoch, 2L * epoch);
        }
        RemoteLogSegmentMetadata segment = copied(started(partition, 0, 19_999, epochs));

        assertThat(view.find(5000, 10_001))
                .map(RemoteLogSegmentMetadata::segmentLeaderEpochs)
                .contains(epochs);
        assertThat(view.find(5000, 10_002)).isEmpty();
        assertThat(view.highestOffset(9999)).contains(19_999L);
        assertThat(drain(view.list())).hasSize(1);

        view.apply(update(segment, DELETE_SEGMENT_STARTED));
        view.apply(update(segment, DELETE_SEGMENT_FINISHED));
        assertThat(drain(view.list())).isEmpty();
        assertThat(view.size()).isZero();
    }

    private RemoteLogSegmentMetadata copied(RemoteLogSegmentMetadata segment) throws RemoteStorageException {
        view.apply(segment);
        view.apply(update(segment, COPY_SEGMENT_FINISHED));
        return segment;
    }
}
