// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.FaultyObjectStore;
import io.thermocline.store.testing.ManualTimer;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.wrap.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeletionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final ObjectKey KEY = new ObjectKey("segments/a.seg");

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final FaultyObjectStore store = new FaultyObjectStore(memory);
    private final ManualTimer timer = new ManualTimer();
    private final List<String> guarded = new ArrayList<>();
    private final Deletions deletions = new Deletions(store, new RecordingGuard(), timer);

    private final class RecordingGuard implements Deletions.Guard {
        @Override
        public void before(List<ObjectKey> keys, Duration patience) {
            guarded.add("before");
        }

        @Override
        public void after(List<ObjectKey> keys) {
            guarded.add("after");
        }
    }

    @BeforeEach
    void putOne() throws Exception {
        memory.put(KEY, ObjectContent.of(new byte[1]), PutMode.overwrite());
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private static StoreException away() {
        return new StoreException.Unavailable("the store is away", null);
    }

    @Test
    void whatFailedIsTriedAgainWithGrowingPausesUntilItSucceeds() {
        store.every(Verb.DELETE).failsBefore(away());
        assertThatThrownBy(() -> deletions.delete(List.of(KEY), PATIENCE))
                .isInstanceOf(StoreException.Unavailable.class);
        for (int i = 0; i < 10; i++) {
            timer.runNext();
        }
        assertThat(deletions.pending()).isOne();
        store.heal();

        timer.runNext();

        assertThat(memory.keys()).isEmpty();
        assertThat(deletions.pending()).isZero();
        assertThat(timer.waiting()).isZero();
        assertThat(timer.pauses()).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
        assertThat(guarded).containsOnlyOnce("after").endsWith("after");
    }

    @Test
    void aSecondFailureOfTheSameObjectDoesNotScheduleItTwice() {
        store.every(Verb.DELETE).failsBefore(away());

        assertThatThrownBy(() -> deletions.delete(List.of(KEY), PATIENCE)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> deletions.delete(List.of(KEY), PATIENCE)).isInstanceOf(StoreException.class);

        assertThat(timer.waiting()).isOne();
    }

    @Test
    void whatABrokenOffCopyMayYetBringIsDeletedWheneverItComes() throws Exception {
        deletions.deleteWhatMayCome(KEY);
        for (int look = 0; look < 3; look++) {
            memory.put(KEY, ObjectContent.of(new byte[1]), PutMode.overwrite());
            timer.runNext();
            assertThat(memory.keys()).isEmpty();
        }

        assertThat(timer.waiting()).isZero();
        assertThat(timer.pauses()).containsExactly(1L, 15L, 120L);
    }

    @Test
    void whatIsCopiedAnewIsNotDeleted() {
        deletions.deleteWhatMayCome(KEY);

        deletions.expect(KEY);
        timer.runNext();

        assertThat(memory.keys()).containsExactly(KEY);
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void aBrokenOffCopyIsMadeUpForWhenTheStoreIsBack() {
        deletions.deleteWhatMayCome(KEY);
        store.next(Verb.DELETE).failsBefore(away());
        timer.runNext();
        assertThat(deletions.pending()).isOne();

        timer.runNext();

        assertThat(memory.keys()).isEmpty();
        assertThat(deletions.pending()).isZero();
    }

    @Test
    void aDeleteThatTheBrokerRepeatsWithSuccessEndsTheRetries() throws Exception {
        store.next(Verb.DELETE).failsBefore(away());
        assertThatThrownBy(() -> deletions.delete(List.of(KEY), PATIENCE)).isInstanceOf(StoreException.class);

        deletions.delete(List.of(KEY), PATIENCE);
        timer.runNext();

        assertThat(deletions.pending()).isZero();
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void anErrorIsTriedAgainLikeAnyOtherFailure() {
        StackOverflowError error = new StackOverflowError("deep");
        int[] calls = new int[1];
        Deletions.Guard failing = new Deletions.Guard() {
            @Override
            public void before(List<ObjectKey> keys, Duration patience) {
                if (calls[0]++ < 2) {
                    throw error;
                }
            }

            @Override
            public void after(List<ObjectKey> keys) {}
        };
        Deletions guardedSo = new Deletions(store, failing, timer);

        assertThatThrownBy(() -> guardedSo.delete(List.of(KEY), PATIENCE)).isSameAs(error);
        timer.runNext();
        timer.runNext();

        assertThat(memory.keys()).isEmpty();
        assertThat(guardedSo.pending()).isZero();
    }

    @Test
    void whatIsStillToBeDeletedIsTriedAtOnceWhenThePluginCloses() throws Exception {
        ObjectKey brokenOff = new ObjectKey("segments/b.seg");
        memory.put(brokenOff, ObjectContent.of(new byte[1]), PutMode.overwrite());
        store.next(Verb.DELETE).failsBefore(away());
        assertThatThrownBy(() -> deletions.delete(List.of(KEY), PATIENCE)).isInstanceOf(StoreException.class);
        deletions.deleteWhatMayCome(brokenOff);

        deletions.close(store);

        assertThat(memory.keys()).isEmpty();
        assertThat(deletions.pending()).isZero();
    }

    /** Who closes the broker interrupts whoever is slow. */
    @Test
    void whoIsInterruptedStillDeletesWhenThePluginClosesAndKeepsTheFlag() {
        deletions.deleteWhatMayCome(KEY);
        Thread.currentThread().interrupt();

        deletions.close(store);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(memory.keys()).isEmpty();
    }

    @Test
    void whatCannotBeDeletedWhenThePluginClosesStaysPending() {
        store.every(Verb.DELETE).failsBefore(away());
        assertThatThrownBy(() -> deletions.delete(List.of(KEY), PATIENCE)).isInstanceOf(StoreException.class);

        deletions.close(store);

        assertThat(deletions.pending()).isOne();
        assertThat(memory.keys()).containsExactly(KEY);
    }

    @Test
    void aDeleteThatFailsDuringCloseSaysWhyAndNotThatItCannotBeTriedAgain() {
        ScheduledThreadPoolExecutor closed = new ScheduledThreadPoolExecutor(1);
        closed.shutdownNow();
        Deletions closing = new Deletions(store, new RecordingGuard(), closed);
        store.every(Verb.DELETE).failsBefore(away());

        assertThatThrownBy(() -> closing.delete(List.of(KEY), PATIENCE))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("the store is away");
    }

    @Test
    void theNumberOfPendingDeletionsIsBounded() {
        store.every(Verb.DELETE).failsBefore(away());
        for (int i = 0; i <= Deletions.MOST_PENDING; i++) {
            ObjectKey key = new ObjectKey("segments/" + i);
            assertThatThrownBy(() -> deletions.delete(List.of(key), PATIENCE)).isInstanceOf(StoreException.class);
        }

        assertThat(deletions.pending()).isEqualTo(Deletions.MOST_PENDING);
    }
}
