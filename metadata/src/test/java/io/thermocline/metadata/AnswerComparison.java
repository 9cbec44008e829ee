// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static io.thermocline.metadata.Segments.drain;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.metadata.HistoryStatistics.Situation;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.server.log.remote.metadata.storage.KafkaCache;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/** Asks Kafka's cache and the view everything that can be asked of one partition. */
record AnswerComparison(KafkaCache kafka, PartitionView view, int epochs, long offsets, HistoryStatistics statistics) {

    void compare() {
        List<RemoteLogSegmentMetadata> all = drain(kafka.list());
        same(drain(view.list()), all, "all segments");
        for (int epoch = 0; epoch < epochs; epoch++) {
            compareEpoch(epoch, all);
            for (long offset = -1; offset < offsets; offset++) {
                compareOffset(epoch, offset);
            }
            compareOffset(epoch, Long.MAX_VALUE);
        }
    }

    private void compareEpoch(int epoch, List<RemoteLogSegmentMetadata> all) {
        List<RemoteLogSegmentMetadata> expected = listByKafka(epoch);
        List<RemoteLogSegmentMetadata> actual = drain(view.list(epoch));
        same(actual, expected, "segments of epoch " + epoch);
        assertThat(actual).extracting(RemoteLogSegmentMetadata::startOffset).isSorted();
        assertThat(view.sizeInBytes(epoch))
                .isEqualTo(expected.stream()
                        .mapToLong(RemoteLogSegmentMetadata::segmentSizeInBytes)
                        .sum());
        assertThat(view.highestOffset(epoch))
                .as("highest offset of epoch %d", epoch)
                .isEqualTo(kafka.highestOffset(epoch));
        if (all.stream()
                .anyMatch(segment -> segment.segmentLeaderEpochs().containsKey(epoch) && !expected.contains(segment))) {
            statistics.met(Situation.MISSING_FROM_ITS_EPOCHS_LISTING);
        }
    }

    private void compareOffset(int epoch, long offset) {
        Optional<RemoteLogSegmentMetadata> found = kafka.find(epoch, offset);
        if (!found.equals(view.find(epoch, offset))) {
            assertThat(view.find(epoch, offset))
                    .as("offset %d of epoch %d", offset, epoch)
                    .isEqualTo(found);
        }
        Optional<RemoteLogSegmentMetadata> withTxnIndex = kafka.findWithTxnIndex(epoch, offset);
        if (!withTxnIndex.equals(view.findWithTxnIndex(epoch, offset))) {
            assertThat(view.findWithTxnIndex(epoch, offset))
                    .as("transaction index from offset %d of epoch %d", offset, epoch)
                    .isEqualTo(withTxnIndex);
        }
        note(epoch, offset, found, withTxnIndex);
    }

    private void note(
            int epoch,
            long offset,
            Optional<RemoteLogSegmentMetadata> found,
            Optional<RemoteLogSegmentMetadata> withTxnIndex) {
        if (found.isPresent()) {
            statistics.met(Situation.FOUND);
            if (withTxnIndex.isPresent() && !withTxnIndex.equals(found)) {
                statistics.met(Situation.TXN_INDEX_FOUND_FURTHER_ON);
            }
        } else if (kafka.highestOffset(epoch)
                .filter(highest -> highest < offset)
                .isPresent()) {
            statistics.met(Situation.PAST_THE_END_OF_THE_EPOCH);
        }
    }

    private List<RemoteLogSegmentMetadata> listByKafka(int epoch) {
        try {
            return drain(kafka.list(epoch));
        } catch (RemoteStorageException e) {
            throw new AssertionError(e);
        }
    }

    private static void same(
            List<RemoteLogSegmentMetadata> actual, List<RemoteLogSegmentMetadata> expected, String what) {
        assertThat(actual).as(what).containsExactlyInAnyOrderElementsOf(expected);
    }
}
