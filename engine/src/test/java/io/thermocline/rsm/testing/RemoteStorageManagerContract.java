// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager.IndexType;
import org.junit.jupiter.api.Test;

/** What every tier keeps, whichever its store: run by each tier's tests. Copying and deleting are here, the rest is inherited. */
public abstract class RemoteStorageManagerContract extends TierInputContract {

    @Test
    void aCopiedSegmentIsOneObjectThatBeginsWithTheLog() throws Exception {
        KafkaSegment segment = segment(3 * MIB);

        copy(segment);

        ObjectKey key = onlyKey();
        assertThat(key.value())
                .matches("segments/orders/[\\w-]{22}/3/00000000000000001200-"
                        + segment.metadata().remoteLogSegmentId().id() + "\\.seg");
        byte[] log = segment.log();
        assertThat(Arrays.copyOf(objectBytes(key), log.length)).isEqualTo(log);
    }

    @Test
    void aCopyIsOnePut() throws Exception {
        KafkaSegment segment = segment(64 * MIB);
        provider.counts().reset();

        copy(segment);

        assertThat(provider.counts().summary()).isEqualTo("1 put");
    }

    @Test
    void anEmptySegmentCanBeCopiedAndRead() throws Exception {
        RemoteLogSegmentMetadata copied = copy(segment(0));

        assertThat(manager.fetchLogSegment(copied, 0).readAllBytes()).isEmpty();
    }

    @Test
    void aDeleteIsOneRequestAndCanBeRepeated() throws Exception {
        RemoteLogSegmentMetadata copied = copy(segment(MIB));
        manager.fetchLogSegment(copied, 0).close();
        provider.counts().reset();

        manager.deleteLogSegmentData(copied);

        assertThat(provider.counts().summary()).isEqualTo("1 delete");
        assertThat(keysInStore()).isEmpty();
        manager.deleteLogSegmentData(copied);
        assertThatThrownBy(() -> manager.fetchLogSegment(copied, 0))
                .isExactlyInstanceOf(RemoteResourceNotFoundException.class);
        assertThatThrownBy(() -> manager.fetchIndex(copied, IndexType.OFFSET))
                .isExactlyInstanceOf(RemoteResourceNotFoundException.class);
    }

    @Test
    void aDeleteWithoutCustomMetadataFindsTheSegment() throws Exception {
        KafkaSegment segment = segment(MIB);
        copy(segment);

        manager.deleteLogSegmentData(segment.metadata());

        assertThat(keysInStore()).isEmpty();
    }

    @Test
    void aFailureAtEveryRequestOfACopyLeavesNothingAndTheNextCopySucceeds() throws Exception {
        KafkaSegment segment = segment(3 * MIB);
        ByteBuffer epochs = segment.data().leaderEpochIndex();
        provider.counts().reset();
        copy(segment);
        int requests = provider.counts().requests().size();
        manager.deleteLogSegmentData(segment.metadata());

        for (int n = 1; n <= requests; n++) {
            provider.faults().nth(n).failsBefore(new StoreException.Unavailable("the store is away", null));
            assertThatThrownBy(() -> copy(segment))
                    .isExactlyInstanceOf(RemoteStorageException.class)
                    .hasMessageContaining("the store is away");
            assertThat(keysInStore()).isEmpty();
            assertThat(epochs.position()).isZero();
        }

        copy(segment);
        assertThat(keysInStore()).hasSize(1);
    }

    @Test
    void anInterruptedCopyLeavesNothingAndKeepsTheFlag() throws Exception {
        KafkaSegment segment = segment(3 * MIB);
        Hold hold = provider.faults().next(Verb.PUT).heldBefore();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread copier = new Thread(() -> {
            try {
                copy(segment);
            } catch (Throwable t) {
                failure.set(t);
            }
            flag.set(Thread.currentThread().isInterrupted());
        });
        copier.start();
        hold.awaitArrival();

        copier.interrupt();
        copier.join();
        hold.release();

        assertThat(failure.get()).isExactlyInstanceOf(RemoteStorageException.class);
        assertThat(flag.get()).isTrue();
        assertThat(keysInStore()).isEmpty();
        copy(segment);
        assertThat(keysInStore()).hasSize(1);
    }

    /** As a completion does that is on its way to the server when the leader moves; the broker deletes nothing then. */
    @Test
    void aCopyThatTakesPlaceAfterItWasBrokenOffIsDeleted() throws Exception {
        KafkaSegment segment = segment(MIB);
        Hold done = provider.faults().next(Verb.PUT).heldAfter();
        Hold deleted = provider.faults().next(Verb.DELETE).heldAfter();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread copier = new Thread(() -> {
            try {
                copy(segment);
            } catch (Throwable t) {
                failure.set(t);
            }
        });
        copier.start();
        done.awaitArrival();
        copier.interrupt();
        copier.join();
        assertThat(failure.get()).isExactlyInstanceOf(RemoteStorageException.class);
        assertThat(keysInStore()).hasSize(1);

        deleted.awaitArrival();
        deleted.release();

        assertThat(keysInStore()).isEmpty();
        done.release();
    }

    /** The object is there, its answer is not: the broker's thread may hear of it long after the plugin is closed. */
    @Test
    void aCopyThatTookPlaceAsThePluginClosedIsDeleted() throws Exception {
        KafkaSegment segment = segment(MIB);
        Hold done = provider.faults().next(Verb.PUT).heldAfter();
        CompletableFuture<Throwable> copy = inBackground(() -> copy(segment));
        done.awaitArrival();
        assertThat(keysInStore()).hasSize(1);

        manager.close();

        assertThat(copy.get()).isExactlyInstanceOf(RemoteStorageException.class);
        manager = configured(Map.of());
        assertThat(keysInStore()).isEmpty();
    }

    @Test
    void aStoreThatDoesNotAnswerWhenThePluginClosesIsLeftAfterAMoment() throws Exception {
        KafkaSegment segment = segment(MIB);
        Hold done = provider.faults().next(Verb.PUT).heldAfter();
        Hold silence = provider.faults().every(Verb.DELETE).heldBefore();
        CompletableFuture<Throwable> copy = inBackground(() -> copy(segment));
        done.awaitArrival();
        long begin = System.nanoTime();

        manager.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        silence.awaitArrival();
        assertThat(copy.get()).isExactlyInstanceOf(RemoteStorageException.class);
    }

    private interface Call {
        void make() throws Exception;
    }

    /** Returns what the call will have thrown, or null. */
    private static CompletableFuture<Throwable> inBackground(Call call) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                call.make();
                return null;
            } catch (Throwable t) {
                return t;
            }
        });
    }

    @Test
    void anErrorInsideACopyBecomesAnException() throws Exception {
        KafkaSegment segment = segment(MIB);
        provider.faults().next(Verb.PUT).failsBefore(new OutOfMemoryError("no heap"));

        assertThatThrownBy(() -> copy(segment))
                .isExactlyInstanceOf(RemoteStorageException.class)
                .hasMessageContaining("no heap");
    }

    @Test
    void aDamagedSegmentIsNotCopied() throws Exception {
        KafkaSegment segment = segment(MIB);
        byte[] log = segment.log();
        log[log.length / 2] ^= 1;
        Files.write(segment.data().logSegment(), log);

        assertThatThrownBy(() -> copy(segment))
                .isExactlyInstanceOf(RemoteStorageException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("copy.verify");
        assertThat(keysInStore()).isEmpty();
    }

    @Test
    void deletingASegmentBreaksOffItsCopy() throws Exception {
        KafkaSegment segment = segment(2 * MIB);
        Hold hold = provider.faults().next(Verb.PUT).heldBefore();
        CompletableFuture<Throwable> copy = inBackground(() -> copy(segment));
        hold.awaitArrival();

        manager.deleteLogSegmentData(segment.metadata());
        hold.release();

        assertThat(copy.get()).isExactlyInstanceOf(RemoteStorageException.class);
        assertThat(keysInStore()).isEmpty();
    }

    @Test
    void aDeleteThatFailedIsThrownAndMadeUpForLater() throws Exception {
        RemoteLogSegmentMetadata copied = copy(segment(MIB));
        Hold second = provider.faults().nth(2, Verb.DELETE).heldAfter();
        provider.faults().next(Verb.DELETE).failsBefore(new StoreException.Unavailable("the store is away", null));

        assertThatThrownBy(() -> manager.deleteLogSegmentData(copied))
                .isInstanceOf(RemoteStorageException.class)
                .hasMessageContaining("the store is away");

        second.awaitArrival();
        second.release();
        assertThat(keysInStore()).isEmpty();
    }

    @Test
    void anInterruptedThreadStillDeletesAndKeepsItsFlag() throws Exception {
        RemoteLogSegmentMetadata copied = copy(segment(MIB));

        Thread.currentThread().interrupt();
        manager.deleteLogSegmentData(copied);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(keysInStore()).isEmpty();
    }

    @Test
    void afterCloseEverythingFailsCleanlyAndClosingAgainDoesNothing() throws Exception {
        KafkaSegment segment = segment(2 * MIB);
        RemoteLogSegmentMetadata copied = copy(segment);
        InputStream in = manager.fetchLogSegment(copied, 0);

        manager.close();
        manager.close();

        assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> manager.fetchLogSegment(copied, 0))
                .isInstanceOf(RemoteStorageException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> copy(segment)).isInstanceOf(RemoteStorageException.class);
        assertThatThrownBy(() -> manager.deleteLogSegmentData(copied)).isInstanceOf(RemoteStorageException.class);
    }

    @Test
    void copyingTheSameSegmentAgainGivesTheSameObject() throws Exception {
        KafkaSegment segment = segment(MIB);
        copy(segment);
        byte[] first = objectBytes(onlyKey());

        copy(segment);

        assertThat(objectBytes(onlyKey())).isEqualTo(first);
    }
}
