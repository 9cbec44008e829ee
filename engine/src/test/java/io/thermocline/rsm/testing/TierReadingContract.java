// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.rsm.ObjectStorageManager;
import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager.IndexType;
import org.junit.jupiter.api.Test;

/** What every tier keeps of reading. */
abstract class TierReadingContract extends TierFixture {

    @Test
    void everyIndexComesBackAsItWas() throws Exception {
        KafkaSegment segment =
                KafkaSegment.create(directory, TestSegment.builder().transactions(3));

        RemoteLogSegmentMetadata copied = copy(segment);

        assertThat(index(copied, IndexType.OFFSET))
                .isEqualTo(Files.readAllBytes(segment.data().offsetIndex()));
        assertThat(index(copied, IndexType.TIMESTAMP))
                .isEqualTo(Files.readAllBytes(segment.data().timeIndex()));
        assertThat(index(copied, IndexType.TRANSACTION))
                .isNotEmpty()
                .isEqualTo(Files.readAllBytes(segment.data().transactionIndex().orElseThrow()));
        assertThat(index(copied, IndexType.PRODUCER_SNAPSHOT))
                .isEqualTo(Files.readAllBytes(segment.data().producerSnapshotIndex()));
        assertThat(ByteBuffer.wrap(index(copied, IndexType.LEADER_EPOCH)))
                .isEqualTo(segment.data().leaderEpochIndex());
    }

    @Test
    void aTransactionIndexThatDoesNotExistIsNotFound() throws Exception {
        RemoteLogSegmentMetadata copied = copy(KafkaSegment.create(directory, TestSegment.builder()));

        assertThatThrownBy(() -> manager.fetchIndex(copied, IndexType.TRANSACTION))
                .isExactlyInstanceOf(RemoteResourceNotFoundException.class)
                .hasMessageContaining("no TRANSACTION index");
    }

    @Test
    void anEmptyTransactionIndexIsAnEmptyStream() throws Exception {
        RemoteLogSegmentMetadata copied = copy(segment(MIB));

        assertThat(index(copied, IndexType.TRANSACTION)).isEmpty();
    }

    @Test
    void threeIndexesAndAFirstFetchAreOneTailReadAndOneDataRead() throws Exception {
        RemoteLogSegmentMetadata copied = copy(segment(8 * MIB));
        restart();

        index(copied, IndexType.OFFSET);
        index(copied, IndexType.TIMESTAMP);
        index(copied, IndexType.TRANSACTION);
        assertThat(provider.counts().summary()).isEqualTo("1 read");
        try (InputStream in = manager.fetchLogSegment(copied, 0)) {
            in.readNBytes(17);
            in.readNBytes(MIB - 17);
        }
        // The last block is there a moment before its request has ended.
        provider.counts().awaitCount(Verb.READ, 2);

        assertThat(provider.counts().summary()).isEqualTo("2 read");
    }

    @Test
    void aFollowersIndexesAreOneFooterRead() throws Exception {
        RemoteLogSegmentMetadata copied = copy(segment(8 * MIB));
        restart();

        index(copied, IndexType.LEADER_EPOCH);
        index(copied, IndexType.PRODUCER_SNAPSHOT);

        assertThat(provider.counts().summary()).isEqualTo("1 read");
        assertThat(provider.counts().bytes(Verb.READ)).isLessThan(4096);
    }

    @Test
    void withoutCustomMetadataTheFooterIsFoundFromTheEnd() throws Exception {
        KafkaSegment segment = segment(8 * MIB);
        copy(segment);
        restart();
        CustomMetadata foreign = new CustomMetadata(new byte[] {0x54, 1, 7, 7, 7});

        try (InputStream in = manager.fetchLogSegment(segment.copied(Optional.of(foreign)), 0)) {
            assertThat(provider.counts().summary()).isEqualTo("1 read-suffix");
            assertThat(in.readAllBytes()).isEqualTo(segment.log());
        }
    }

    @Test
    void aConsumerReadsTheWholeSegmentInTheBrokersPattern() throws Exception {
        KafkaSegment segment = segment(10 * MIB);
        RemoteLogSegmentMetadata copied = copy(segment);
        byte[] log = segment.log();
        byte[] read = new byte[log.length];
        Random random = new Random(7);

        int position = 0;
        while (position < log.length) {
            int start = Math.max(0, position - random.nextInt(20_000));
            try (InputStream in = manager.fetchLogSegment(copied, start)) {
                int header = in.readNBytes(read, start, Math.min(17, log.length - start));
                int body = in.readNBytes(read, start + header, Math.min(MIB, log.length - start - header));
                position = start + header + body;
            }
        }

        assertThat(read).isEqualTo(log);
    }

    @Test
    void randomRangesAreByteExact() throws Exception {
        KafkaSegment segment = segment(4 * MIB);
        RemoteLogSegmentMetadata copied = copy(segment);
        byte[] log = segment.log();
        Random random = new Random(11);

        for (int i = 0; i < 500; i++) {
            int start = random.nextInt(log.length);
            int last = start + random.nextInt(2 * MIB);
            try (InputStream in = manager.fetchLogSegment(copied, start, last)) {
                byte[] expected = Arrays.copyOfRange(log, start, Math.min(log.length, last + 1));
                assertThat(in.readAllBytes()).isEqualTo(expected);
            }
        }
    }

    @Test
    void positionsAtTheEndAreEmptyAndBeyondItAreRefused() throws Exception {
        KafkaSegment segment = segment(MIB);
        RemoteLogSegmentMetadata copied = copy(segment);
        int length = segment.log().length;

        assertThat(manager.fetchLogSegment(copied, length).readAllBytes()).isEmpty();
        assertThatThrownBy(() -> manager.fetchLogSegment(copied, length + 1))
                .isInstanceOf(RemoteStorageException.class)
                .hasMessageContaining("beyond the end")
                .hasMessageContaining(Integer.toString(length));
        assertThatThrownBy(() -> manager.fetchLogSegment(copied, -1)).isInstanceOf(RemoteStorageException.class);
        assertThatThrownBy(() -> manager.fetchLogSegment(copied, 10, 9)).isInstanceOf(RemoteStorageException.class);
    }

    @Test
    void aStreamThatIsOpenedAndClosedReadsNoData() throws Exception {
        RemoteLogSegmentMetadata copied = copy(segment(8 * MIB));
        manager.fetchLogSegment(copied, 0).close();
        provider.counts().reset();

        manager.fetchLogSegment(copied, 4 * MIB).close();

        assertThat(provider.counts().summary()).isEqualTo("nothing");
    }

    @Test
    void aStreamThatIsClosedEarlyCostsNoFurtherReads() throws Exception {
        RemoteLogSegmentMetadata copied = copy(segment(8 * MIB));
        InputStream in = manager.fetchLogSegment(copied, 0);
        in.readNBytes(17);
        provider.counts().awaitCount(Verb.READ, 2);
        provider.counts().reset();

        in.close();

        assertThat(provider.counts().summary()).isEqualTo("nothing");
        assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    }

    @Test
    void whatWasNeverCopiedIsNotFoundAndItsMessageNamesTheObject() throws Exception {
        KafkaSegment segment = segment(MIB);

        assertThatThrownBy(() -> manager.fetchLogSegment(segment.metadata(), 0))
                .isExactlyInstanceOf(RemoteResourceNotFoundException.class)
                .hasMessageContaining(segment.metadata().remoteLogSegmentId().id() + ".seg");
    }

    @Test
    void aFlippedByteIsAnErrorThatNamesObjectAndBlockAndNeverWrongBytes() throws Exception {
        KafkaSegment segment = segment(2 * MIB);
        RemoteLogSegmentMetadata copied = copy(segment);
        ObjectKey key = onlyKey();
        byte[] bytes = objectBytes(key);
        bytes[700_000] ^= 0x10;
        provider.faults().put(key, ObjectContent.of(bytes), PutMode.overwrite());

        try (InputStream in = manager.fetchLogSegment(copied, 0)) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(key.value())
                    .hasMessageContaining("block 2");
        }
    }

    @Test
    void aReaderIsInterruptedWithAnExceptionAndKeepsItsFlag() throws Exception {
        RemoteLogSegmentMetadata copied = copy(segment(2 * MIB));
        InputStream in = manager.fetchLogSegment(copied, 0);
        Hold hold = provider.faults().next(Verb.READ).heldBefore();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                in.read(new byte[100]);
            } catch (Throwable t) {
                failure.set(t);
            }
            flag.set(Thread.currentThread().isInterrupted());
        });
        reader.start();
        hold.awaitArrival();

        reader.interrupt();
        reader.join();
        hold.release();

        assertThat(failure.get()).isInstanceOf(IOException.class).hasMessageContaining("interrupted");
        assertThat(flag.get()).isTrue();
    }

    @Test
    void aReadThatGetsNoAnswerEndsAtItsTimeLimit() throws Exception {
        KafkaSegment segment = segment(2 * MIB);
        try (ObjectStorageManager impatient = configured(Map.of("fetch.timeout.ms", "50"))) {
            RemoteLogSegmentMetadata copied =
                    segment.copied(impatient.copyLogSegmentData(segment.metadata(), segment.data()));
            InputStream in = impatient.fetchLogSegment(copied, 0);
            Hold hold = provider.faults().next(Verb.READ).heldBefore();

            assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("no answer in time");
            hold.release();
        }
    }
}
