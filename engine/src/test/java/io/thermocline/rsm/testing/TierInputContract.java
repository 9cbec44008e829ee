// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.rsm.ObjectStorageManager;
import io.thermocline.segment.testing.TestSegment;
import io.thermocline.segment.testing.TestSegmentBuilder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.LogSegmentData;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager.IndexType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every tier keeps of names, numbers and files at their limits, and beyond. */
abstract class TierInputContract extends TierReadingContract {

    private static final String LONGEST_TOPIC = "t.".repeat(124) + "_";
    /** With the longest names and numbers under it, a key has 1,024 bytes, which is the most. */
    private static final String LONGEST_PREFIX = ("p".repeat(254) + "/").repeat(2) + "q".repeat(173) + "/";

    @ParameterizedTest
    @ValueSource(strings = {"a", "...", "._-", "a.b_c-D", "segments", "meta", ".seg", "CON", "__consumer_offsets"})
    void anyTopicsSegmentIsCopiedReadAndDeleted(String topic) throws Exception {
        comesAndGoes(
                manager, TestSegment.builder().topic(topic, Uuid.randomUuid()).size(20_000));
    }

    @Test
    void theLongestKeyThatThereIsIsKept() throws Exception {
        try (ObjectStorageManager far = configured(Map.of("key.prefix", LONGEST_PREFIX))) {
            TestSegmentBuilder longest = TestSegment.builder()
                    .topic(LONGEST_TOPIC, Uuid.randomUuid())
                    .partition(Integer.MAX_VALUE)
                    .startOffset(Long.MAX_VALUE - 10_000)
                    .size(20_000);
            comesAndGoes(far, longest);
        }
    }

    private void comesAndGoes(ObjectStorageManager tier, TestSegmentBuilder builder) throws Exception {
        KafkaSegment segment = KafkaSegment.create(directory, builder);
        RemoteLogSegmentMetadata copied = segment.copied(tier.copyLogSegmentData(segment.metadata(), segment.data()));

        assertThat(keysInStore()).hasSize(1);
        assertThat(tier.fetchLogSegment(copied, 0).readAllBytes()).isEqualTo(segment.log());

        tier.deleteLogSegmentData(copied);
        assertThat(keysInStore()).isEmpty();
        assertThatThrownBy(() -> tier.fetchLogSegment(copied, 0))
                .isExactlyInstanceOf(RemoteResourceNotFoundException.class);
    }

    @Test
    void topicsWhoseNamesDifferInCaseOnlyAreKeptApart() throws Exception {
        Uuid id = Uuid.randomUuid();
        KafkaSegment small = KafkaSegment.create(
                directory, TestSegment.builder().topic("orders", id).seed(1).size(20_000));
        KafkaSegment large = KafkaSegment.create(
                directory, TestSegment.builder().topic("ORDERS", id).seed(2).size(20_000));
        RemoteLogSegmentMetadata smallCopied = copy(small);
        RemoteLogSegmentMetadata largeCopied = copy(large);

        manager.deleteLogSegmentData(smallCopied);

        assertThat(manager.fetchLogSegment(largeCopied, 0).readAllBytes()).isEqualTo(large.log());
    }

    /** A broker lets nobody make such a topic. */
    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/b/../../c", "a\\b", "a\u0000b"})
    void aTopicThatWouldLeaveItsPlaceIsRefusedByItsName(String topic) throws Exception {
        KafkaSegment segment = KafkaSegment.create(
                directory, TestSegment.builder().topic(topic, Uuid.randomUuid()).size(20_000));

        assertThatThrownBy(() -> copy(segment))
                .isExactlyInstanceOf(RemoteStorageException.class)
                .hasMessageContaining("object key 'segments/" + topic + "/");
        assertThatThrownBy(() -> manager.fetchLogSegment(segment.metadata(), 0))
                .isExactlyInstanceOf(RemoteStorageException.class);
        assertThatThrownBy(() -> manager.deleteLogSegmentData(segment.metadata()))
                .isExactlyInstanceOf(RemoteStorageException.class);
        assertThat(keysInStore()).isEmpty();
    }

    @Test
    void filesWithoutBytesComeBackWithoutBytes() throws Exception {
        KafkaSegment segment = KafkaSegment.create(
                directory, TestSegment.builder().size(0).transactions(0).snapshotBytes(0));
        for (Path file : files(segment.data())) {
            assertThat(Files.write(file, new byte[0])).isEmptyFile();
        }
        LogSegmentData given = segment.data();
        LogSegmentData empty = new LogSegmentData(
                given.logSegment(),
                given.offsetIndex(),
                given.timeIndex(),
                given.transactionIndex(),
                given.producerSnapshotIndex(),
                ByteBuffer.allocate(0));

        RemoteLogSegmentMetadata copied = segment.copied(manager.copyLogSegmentData(segment.metadata(), empty));

        assertThat(manager.fetchLogSegment(copied, 0).readAllBytes()).isEmpty();
        for (IndexType type : IndexType.values()) {
            assertThat(index(copied, type)).as(type.name()).isEmpty();
        }
    }

    /** All but the transaction index are required; that one is, once the broker says that there is one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aFileThatIsMissingIsNamedAndNothingIsPut(int file) throws Exception {
        KafkaSegment segment = segment(20_000);
        Path missing = files(segment.data()).get(file);
        Files.delete(missing);

        assertThatThrownBy(() -> copy(segment))
                .isExactlyInstanceOf(RemoteStorageException.class)
                .hasMessageContaining(
                        segment.metadata().remoteLogSegmentId().id().toString())
                .hasMessageContaining("NoSuchFile")
                .hasMessageContaining(missing.toString());
        assertThat(keysInStore()).isEmpty();
    }

    private static List<Path> files(LogSegmentData data) {
        return List.of(
                data.logSegment(),
                data.offsetIndex(),
                data.timeIndex(),
                data.producerSnapshotIndex(),
                data.transactionIndex().orElseThrow());
    }

    @Test
    void aLastBatchThatIsCutOffIsRefusedUnlessTheOperatorSaysOtherwise() throws Exception {
        KafkaSegment segment = segment(20_000);
        try (FileChannel log = FileChannel.open(segment.data().logSegment(), StandardOpenOption.WRITE)) {
            log.truncate(19_999);
        }

        assertThatThrownBy(() -> copy(segment))
                .isExactlyInstanceOf(RemoteStorageException.class)
                .hasMessageContaining("says that it has")
                .hasMessageContaining("copy.verify=warn");
        assertThat(keysInStore()).isEmpty();
        for (String leniently : List.of("warn", "off")) {
            try (ObjectStorageManager lenient = configured(Map.of("copy.verify", leniently))) {
                RemoteLogSegmentMetadata copied =
                        segment.copied(lenient.copyLogSegmentData(segment.metadata(), segment.data()));
                assertThat(lenient.fetchLogSegment(copied, 0).readAllBytes()).isEqualTo(segment.log());
                lenient.deleteLogSegmentData(copied);
            }
        }
    }

    @Test
    void tenThousandLeaderEpochsCostNoFurtherRequestAndComeBack() throws Exception {
        SortedMap<Integer, Long> epochs = new TreeMap<>();
        for (int epoch = 0; epoch < 10_000; epoch++) {
            epochs.put(epoch, 1200L + epoch);
        }
        KafkaSegment segment = KafkaSegment.create(
                directory, TestSegment.builder().leaderEpochs(epochs).size(200_000));
        RemoteLogSegmentMetadata copied = copy(segment);
        restart();

        assertThat(ByteBuffer.wrap(index(copied, IndexType.LEADER_EPOCH)))
                .isEqualTo(segment.data().leaderEpochIndex());
        assertThat(provider.counts().summary()).isEqualTo("1 read");

        restart();
        RemoteLogSegmentMetadata unknown = segment.copied(Optional.empty());
        assertThat(index(unknown, IndexType.OFFSET))
                .isEqualTo(Files.readAllBytes(segment.data().offsetIndex()));
        assertThat(provider.counts().summary()).isEqualTo("1 read, 1 read-suffix");
    }
}
