// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.testing.FaultyObjectStore;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.testing.RequestCounts;
import io.thermocline.store.testing.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreakingObjectStoreTest {

    private static final ObjectKey KEY = new ObjectKey("a/b");

    private final VirtualClock clock = new VirtualClock();
    private final FaultyObjectStore faulty = new FaultyObjectStore(new MemoryObjectStore());
    private final RequestCounts requests = new RequestCounts();
    private final BreakingObjectStore store =
            new BreakingObjectStore(new ObservedObjectStore(faulty, requests), 3, clock::nanoTime, StoreMeters.none());

    @BeforeEach
    void put() throws IOException {
        faulty.put(KEY, ObjectContent.of(new byte[10]), PutMode.overwrite());
    }

    private void read() throws StoreException {
        store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(10));
    }

    private void failThreeTimes() {
        faulty.every().failsBefore(new StoreException.Unavailable("no answer", null));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::read).hasMessage("no answer");
        }
        requests.reset();
    }

    @Test
    void afterThreeFailuresInARowCallsFailAtOnceAndSayWhy() {
        failThreeTimes();

        assertThatThrownBy(this::read)
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContainingAll("reading object a/b", "3 calls", "no answer", "500 ms");
        assertThatThrownBy(() -> store.stat(KEY, Deadline.never())).hasMessageContaining("was not tried");
        assertThatThrownBy(() -> store.list("", Optional.empty(), 1, Deadline.never()))
                .hasMessageContaining("was not tried");
        assertThatThrownBy(() -> store.delete(List.of(KEY), Deadline.never())).hasMessageContaining("was not tried");
        assertThatThrownBy(() -> store.readSuffix(KEY, Deadline.never(), ByteBuffer.allocate(1)))
                .hasMessageContaining("was not tried");
        assertThat(requests.summary()).isEqualTo("nothing");
    }

    @Test
    void aClockThatGoesBackLetsTheNextCallTry() throws StoreException {
        failThreeTimes();
        faulty.heal();

        clock.advance(Duration.ofHours(-1));

        read();
    }

    @Test
    void fewerFailuresAndAnyAnswerBetweenThemDoNotCount() throws StoreException {
        for (int i = 0; i < 10; i++) {
            faulty.next(Verb.READ).failsBefore(new StoreException.Unavailable("no answer", null));
            faulty.nth(2, Verb.READ).failsBefore(new StoreException.Unavailable("no answer", null));
            assertThatThrownBy(this::read).hasMessage("no answer");
            assertThatThrownBy(this::read).hasMessage("no answer");
            assertThatThrownBy(() -> store.stat(new ObjectKey("missing"), Deadline.never()))
                    .isInstanceOf(StoreException.NotFound.class);
        }
        read();
    }

    @Test
    void throttlingIsAnAnswer() {
        faulty.every().failsBefore(new StoreException.Unavailable("slow down", null, true));

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(this::read).hasMessage("slow down");
        }
    }

    @Test
    void oneCallTriesWhenItIsTimeAndItsSuccessLetsAllThrough() throws Exception {
        failThreeTimes();
        faulty.heal();
        clock.advance(Duration.ofMillis(500));
        Hold hold = faulty.next(Verb.READ).heldBefore();
        Thread trial = new Thread(() -> {
            try {
                read();
            } catch (StoreException e) {
                throw new AssertionError(e);
            }
        });
        trial.start();
        hold.awaitArrival();

        assertThatThrownBy(this::read).hasMessageContaining("just now");
        hold.release();
        trial.join();

        read();
    }

    @Test
    void theLongerItIsAwayTheSeldomerItIsTriedButEveryFourSecondsAtLeast() {
        failThreeTimes();
        for (long pause : new long[] {500, 1000, 2000, 4000, 4000, 4000}) {
            clock.advance(Duration.ofMillis(pause - 1));
            assertThatThrownBy(this::read).hasMessageContaining("was not tried");
            clock.advance(Duration.ofMillis(1));
            assertThatThrownBy(this::read).hasMessage("no answer");
        }
        assertThat(requests.count(Verb.READ)).isEqualTo(6);
    }

    @Test
    void anInterruptedTrialLetsTheNextOneTry() throws StoreException {
        failThreeTimes();
        faulty.heal();
        clock.advance(Duration.ofMillis(500));
        faulty.next(Verb.READ).failsBefore(new StoreException.Interrupted("interrupted", null));
        assertThatThrownBy(this::read).isInstanceOf(StoreException.Interrupted.class);

        read();
    }

    @Test
    void aCallThatIsTooLateToBeMadeSaysNothingOfTheStore() throws StoreException {
        faulty.every(Verb.READ).failsBefore(new StoreException.Unavailable("too late", null));
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> store.read(KEY, 0, Deadline.after(Duration.ZERO), ByteBuffer.allocate(1)))
                    .hasMessage("too late");
        }
        faulty.heal();

        read();
    }

    @Test
    void putsAreAlwaysMade() throws IOException {
        failThreeTimes();
        faulty.heal();

        store.put(KEY, ObjectContent.of(new byte[1]), PutMode.overwrite());
    }
}
