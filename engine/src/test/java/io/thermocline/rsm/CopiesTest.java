// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.SegmentName;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreTask;
import io.thermocline.store.wrap.StoreThreads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopiesTest {

    private static final ObjectKey KEY = new ObjectKey("segments/a.seg");
    private static final SegmentName SEGMENT = new SegmentName("orders", "id", 0, 0, "segment");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final StoreThreads threads = new StoreThreads("test", 1, 2, CopiesTest.class.getClassLoader());
    private final Copies copies = new Copies();

    @AfterEach
    void stop() {
        threads.close();
    }

    private StoreTask<Void> begin(Work work) throws StoreException {
        return copies.begin(
                KEY,
                SEGMENT,
                () -> threads.write("copy", () -> {
                    work.run();
                    return null;
                }));
    }

    private interface Work {
        void run() throws Exception;
    }

    @Test
    void aSegmentIsCopiedOnceAtATime() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        StoreTask<Void> first = begin(release::await);

        assertThatThrownBy(() -> begin(() -> {})).hasMessageContaining("a copy of it is running");

        release.countDown();
        assertThat(first.endsWell(PATIENCE)).isTrue();
        assertThat(begin(() -> {}).endsWell(PATIENCE)).isTrue();
    }

    @Test
    void whoHasSeenTheEndOfACopyMayBeginTheNextAtOnce() throws Exception {
        for (int round = 0; round < 20_000; round++) {
            begin(() -> {}).await(Deadline.never());
        }
    }

    @Test
    void forbiddingBreaksOffTheCopyAndKeepsOthersFromBeginningUntilAllowed() throws Exception {
        StoreTask<Void> copy = begin(new CountDownLatch(1)::await);

        copies.forbid(KEY, PATIENCE);

        assertThat(copy.hasEnded()).isTrue();
        assertThatThrownBy(() -> begin(() -> {})).hasMessageContaining("being deleted");
        copies.allow(KEY);
        assertThatCode(() -> begin(() -> {})).doesNotThrowAnyException();
    }

    @Test
    void aCopyThatDoesNotEndMakesTheDeleteWaitAndThenFail() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        StoreTask<Void> deaf = beginDeaf(begun, release);
        begun.await();

        assertThatThrownBy(() -> copies.forbid(KEY, Duration.ofMillis(20)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("did not end within 20 ms");
        assertThatThrownBy(() -> copies.forbid(KEY, Duration.ofMillis(20)))
                .isInstanceOf(StoreException.Unavailable.class);

        release.countDown();
        assertThat(deaf.endsWell(PATIENCE)).isTrue();
        copies.forbid(KEY, PATIENCE);
    }

    @Test
    void aDeleteThatIsInterruptedDoesNotWaitForTheCopyAndKeepsTheFlag() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        StoreTask<Void> deaf = beginDeaf(begun, release);
        begun.await();
        Thread.currentThread().interrupt();

        try {
            assertThatThrownBy(() -> copies.forbid(KEY, PATIENCE)).isInstanceOf(StoreException.Interrupted.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThatThrownBy(() -> begin(() -> {})).hasMessageContaining("being deleted");
        release.countDown();
        assertThat(deaf.endsWell(PATIENCE)).isTrue();
    }

    /** Begins a copy by a store's client that does not hear interrupts. */
    private StoreTask<Void> beginDeaf(CountDownLatch begun, CountDownLatch release) throws StoreException {
        return begin(() -> {
            begun.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    release.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    // Waits on.
                }
            }
        });
    }
}
