// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_STARTED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.metadata.HistoryStatistics.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.metadata.storage.KafkaCache;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/**
 * The events of one partition as brokers send them in good times and bad: a log whose epochs have gaps is cut into
 * segments, which are copied by leaders that agree on the cuts or do not, more than once, out of order, and given up
 * and deleted half way. Offsets are few, so that everything overlaps.
 */
final class RandomHistory {
    private static final int LAST_OFFSET = 60;

    private final Random random;
    private final HistoryStatistics statistics;
    private final TopicIdPartition partition;
    private final TreeMap<Integer, Long> log = new TreeMap<>();
    private final KafkaCache kafka = new KafkaCache();
    private final PartitionView view;
    private final AnswerComparison comparison;
    private final List<RemoteLogSegmentMetadata> added = new ArrayList<>();
    private final List<String> events = new ArrayList<>();

    RandomHistory(long seed, HistoryStatistics statistics) {
        this.random = new Random(seed);
        this.statistics = statistics;
        this.partition = new TopicIdPartition(uuid(), random.nextInt(3), "history");
        this.view = new PartitionView(partition);
        long start = 0;
        for (int epoch = random.nextInt(3); start <= LAST_OFFSET; epoch += 1 + random.nextInt(3)) {
            log.put(epoch, start);
            start += random.nextInt(40);
        }
        this.comparison = new AnswerComparison(kafka, view, log.lastKey() + 2, LAST_OFFSET + 3, statistics);
    }

    void run() {
        int length = 5 + random.nextInt(25);
        boolean inOrder = random.nextBoolean();
        long next = 0;
        for (int i = 0; i < length; i++) {
            if (added.isEmpty() || random.nextInt(3) == 0) {
                long start = inOrder && next <= LAST_OFFSET ? next : random.nextInt(LAST_OFFSET + 1);
                next = add(start).endOffset() + 1;
                if (random.nextInt(8) == 0) {
                    next = random.nextInt((int) next);
                }
            } else {
                change(added.get(random.nextInt(added.size())));
            }
            comparison.compare();
        }
    }

    private RemoteLogSegmentMetadata add(long start) {
        long end = Math.min(LAST_OFFSET, start + random.nextInt(30));
        RemoteLogSegmentMetadata segment = metadata(uuid(), start, end, epochs(start, end));
        if (segment.segmentLeaderEpochs().size() > 1) {
            statistics.met(Situation.SEVERAL_EPOCHS);
        }
        added.add(segment);
        send(segment);
        return segment;
    }

    private void change(RemoteLogSegmentMetadata segment) {
        Optional<RemoteLogSegmentState> current = view.state(segment.remoteLogSegmentId());
        int kind = random.nextInt(10);
        if (kind == 0) {
            send(metadata(
                    segment.remoteLogSegmentId().id(),
                    segment.startOffset(),
                    segment.endOffset(),
                    segment.segmentLeaderEpochs()));
        } else if (kind <= 2) {
            send(segment, RemoteLogSegmentState.forId((byte) random.nextInt(4)));
        } else if (kind == 3) {
            send(segment, current.orElse(DELETE_SEGMENT_FINISHED));
        } else {
            send(segment, following(current.orElse(DELETE_SEGMENT_FINISHED)));
        }
    }

    private RemoteLogSegmentState following(RemoteLogSegmentState state) {
        return switch (state) {
            case COPY_SEGMENT_STARTED -> random.nextInt(5) == 0 ? DELETE_SEGMENT_STARTED : COPY_SEGMENT_FINISHED;
            case COPY_SEGMENT_FINISHED -> DELETE_SEGMENT_STARTED;
            case DELETE_SEGMENT_STARTED, DELETE_SEGMENT_FINISHED -> DELETE_SEGMENT_FINISHED;
        };
    }

    private void send(RemoteLogSegmentMetadata metadata) {
        events.add("add " + metadata);
        Optional<RemoteLogSegmentState> before = view.state(metadata.remoteLogSegmentId());
        kafka.add(metadata);
        try {
            view.apply(metadata);
            before.ifPresent(state -> statistics.met(Situation.REPEATED_ADD));
        } catch (RefusedTransitionException e) {
            assertThat(before).isPresent().isNotEqualTo(Optional.of(COPY_SEGMENT_STARTED));
            statistics.met(Situation.REFUSED);
        }
    }

    private void send(RemoteLogSegmentMetadata segment, RemoteLogSegmentState state) {
        RemoteLogSegmentMetadataUpdate update = new RemoteLogSegmentMetadataUpdate(
                segment.remoteLogSegmentId(), random.nextInt(1000), customMetadata(), state, random.nextInt(3));
        events.add("update " + update);
        Optional<RemoteLogSegmentState> before = view.state(segment.remoteLogSegmentId());
        Class<?> answer = answer(() -> view.apply(update));
        Class<?> kafkas = answer(() -> kafka.update(update));
        if (answer == RefusedTransitionException.class) {
            // Kafka drops such an event and says so in its log only.
            assertThat(kafkas).isNull();
            assertThat(RemoteLogSegmentState.isValidTransition(before.orElseThrow(), state))
                    .isFalse();
            statistics.met(Situation.REFUSED);
        } else {
            assertThat(answer).isEqualTo(kafkas);
            before.ifPresentOrElse(current -> note(current, state), () -> statistics.met(Situation.NOT_FOUND));
        }
    }

    private void note(RemoteLogSegmentState before, RemoteLogSegmentState after) {
        if (before == COPY_SEGMENT_STARTED && after == DELETE_SEGMENT_STARTED) {
            statistics.met(Situation.FAILED_COPY);
        } else if (before == after && before == COPY_SEGMENT_FINISHED) {
            statistics.met(Situation.REPEATED_FINISH);
        } else if (before == after && before == DELETE_SEGMENT_STARTED) {
            statistics.met(Situation.REPEATED_DELETE);
        }
    }

    private interface Event {
        void send() throws RemoteStorageException;
    }

    private static Class<?> answer(Event event) {
        try {
            event.send();
            return null;
        } catch (RefusedTransitionException | RemoteResourceNotFoundException | IllegalArgumentException e) {
            return e.getClass();
        } catch (RemoteStorageException e) {
            throw new AssertionError(e);
        }
    }

    /** The epochs of the log from start to end; now and then those of a log that was truncated and went on otherwise. */
    private Map<Integer, Long> epochs(long start, long end) {
        TreeMap<Integer, Long> epochs = new TreeMap<>();
        log.forEach((epoch, epochStart) -> {
            if (epochStart <= end) {
                if (epochStart <= start) {
                    epochs.clear();
                }
                epochs.put(epoch, Math.max(epochStart, start));
            }
        });
        switch (random.nextInt(15)) {
            case 0 -> epochs.tailMap(epochs.firstKey(), false).clear();
            case 1 -> epochs.replaceAll((epoch, at) -> Math.min(end, at + random.nextInt(3)));
            default -> {}
        }
        return epochs;
    }

    private RemoteLogSegmentMetadata metadata(Uuid id, long start, long end, Map<Integer, Long> epochs) {
        return TxnIndexFlag.create(
                new RemoteLogSegmentId(partition, id),
                start,
                end,
                random.nextInt(1000),
                random.nextInt(3),
                random.nextInt(1000),
                random.nextInt(1 << 20),
                customMetadata(),
                COPY_SEGMENT_STARTED,
                epochs,
                random.nextInt(3) > 0);
    }

    private Optional<CustomMetadata> customMetadata() {
        byte[] bytes = new byte[random.nextInt(4)];
        random.nextBytes(bytes);
        return random.nextBoolean() ? Optional.empty() : Optional.of(new CustomMetadata(bytes));
    }

    private Uuid uuid() {
        return new Uuid(random.nextLong(), random.nextLong());
    }

    @Override
    public String toString() {
        return "log " + log + "\n" + String.join("\n", events);
    }
}
