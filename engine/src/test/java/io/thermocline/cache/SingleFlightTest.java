// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreThreads;
import io.thermocline.store.wrap.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SingleFlightTest {

    private static final Deadline NEVER = Deadline.never();
    private static final Deadline NOW = Deadline.after(Duration.ZERO);

    private final Cache<String, String> cache = Caffeine.newBuilder().build();
    private final StoreThreads threads =
            new StoreThreads("test", 4, 1, getClass().getClassLoader());
    private final SingleFlight<String, String> flight = new SingleFlight<>(cache, cache::put, threads, Urgency.DEMAND);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        callers.shutdownNow();
        threads.close();
    }

    /** A load that stays on its way until it is let go. */
    private static final class HeldLoad implements Callable<String> {
        private final String value;
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final AtomicInteger calls = new AtomicInteger();

        HeldLoad(String value) {
            this.value = value;
        }

        @Override
        public String call() throws InterruptedException {
            calls.incrementAndGet();
            begun.countDown();
            released.await();
            return value;
        }
    }

    @Test
    void howeverManyAskThereIsOneLoad() throws Exception {
        HeldLoad load = new HeldLoad("value");
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            answers.add(callers.submit(() -> flight.get("key", load, NEVER)));
        }
        load.begun.await();
        load.released.countDown();

        for (Future<String> answer : answers) {
            assertThat(answer.get()).isEqualTo("value");
        }
        assertThat(load.calls).hasValue(1);
        assertThat(cache.getIfPresent("key")).isEqualTo("value");
    }

    @Test
    void whoeverLooksJustAsALoadLandsDoesNotLoadAgain() throws Exception {
        int racers = 4;
        CyclicBarrier start = new CyclicBarrier(racers);
        AtomicInteger loads = new AtomicInteger();
        int rounds = 3000;
        List<Future<Void>> ends = new ArrayList<>();
        for (int racer = 0; racer < racers; racer++) {
            ends.add(callers.submit(() -> {
                for (int round = 0; round < rounds; round++) {
                    String key = "key-" + round;
                    start.await();
                    flight.get(key, () -> "value-" + loads.incrementAndGet(), NEVER);
                }
                return null;
            }));
        }

        for (Future<Void> end : ends) {
            end.get();
        }
        assertThat(loads).hasValue(rounds);
    }

    @Test
    void whoeverGivesUpLeavesTheLoadToTheOthersAndToTheCache() throws Exception {
        HeldLoad load = new HeldLoad("value");
        Future<String> patient = callers.submit(() -> flight.get("key", load, NEVER));
        load.begun.await();

        assertThatThrownBy(() -> flight.get("key", load, NOW))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("load of key");
        assertThat(interrupted(() -> flight.get("key", load, NEVER))).isInstanceOf(StoreException.Interrupted.class);
        load.released.countDown();

        assertThat(patient.get()).isEqualTo("value");
        assertThat(flight.get("key", load, NOW)).isEqualTo("value");
        assertThat(load.calls).hasValue(1);
    }

    @Test
    void aLoadThatEverybodyGaveUpStillFillsTheCache() throws Exception {
        HeldLoad load = new HeldLoad("value");
        assertThatThrownBy(() -> flight.get("key", load, NOW)).isInstanceOf(StoreException.Unavailable.class);

        load.released.countDown();

        assertThat(flight.get("key", load, NEVER)).isEqualTo("value");
        assertThat(load.calls).hasValue(1);
    }

    @Test
    void aLoadThatFailsIsNotKept() throws Exception {
        StoreException failure = new StoreException.NotFound(new ObjectKey("missing"));

        assertThatThrownBy(() -> flight.get(
                        "key",
                        () -> {
                            throw failure;
                        },
                        NEVER))
                .isSameAs(failure);

        assertThat(cache.getIfPresent("key")).isNull();
        assertThat(flight.get("key", () -> "value", NEVER)).isEqualTo("value");
    }

    @Test
    void aBugInALoadIsAStoreExceptionAndIsNotKept() throws Exception {
        IllegalStateException bug = new IllegalStateException("a bug");

        assertThatThrownBy(() -> flight.get(
                        "key",
                        () -> {
                            throw bug;
                        },
                        NEVER))
                .isInstanceOf(StoreException.Failed.class)
                .hasCause(bug);

        assertThat(flight.get("key", () -> "value", NEVER)).isEqualTo("value");
    }

    @Test
    void aDropForgetsWhatIsThere() throws Exception {
        flight.get("key", () -> "old", NEVER);

        flight.drop("key");

        assertThat(flight.get("key", () -> "new", NEVER)).isEqualTo("new");
    }

    @Test
    void aDropDuringALoadKeepsItFromLanding() throws Exception {
        HeldLoad load = new HeldLoad("old");
        Future<String> answer = callers.submit(() -> flight.get("key", load, NEVER));
        load.begun.await();

        flight.drop("key");
        load.released.countDown();

        assertThat(answer.get()).isEqualTo("old");
        assertThat(cache.getIfPresent("key")).isNull();
        assertThat(flight.get("key", () -> "new", NEVER)).isEqualTo("new");
    }

    @Test
    void aDroppedLoadThatLandsLateDisturbsNeitherTheNextLoadNorItsValue() throws Exception {
        HeldLoad old = new HeldLoad("old");
        HeldLoad fresh = new HeldLoad("new");
        Future<String> first = callers.submit(() -> flight.get("key", old, NEVER));
        old.begun.await();
        flight.drop("key");
        Future<String> second = callers.submit(() -> flight.get("key", fresh, NEVER));
        fresh.begun.await();

        old.released.countDown();
        first.get();
        Future<String> third = callers.submit(() -> flight.get("key", fresh, NEVER));
        fresh.released.countDown();

        assertThat(second.get()).isEqualTo("new");
        assertThat(third.get()).isEqualTo("new");
        assertThat(fresh.calls).hasValue(1);
        assertThat(cache.getIfPresent("key")).isEqualTo("new");
    }

    @Test
    void afterTheThreadsWereClosedWhatIsThereIsStillGivenAndTheRestFails() throws Exception {
        flight.get("here", () -> "value", NEVER);
        threads.close();

        assertThat(flight.get("here", () -> "other", NEVER)).isEqualTo("value");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> flight.get("not here", () -> "value", NEVER))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("closed");
        }
    }

    /** Returns what {@code call} threw in an interrupted thread that was still interrupted afterwards. */
    private Throwable interrupted(Callable<String> call) throws ExecutionException, InterruptedException {
        Future<Throwable> thrown = callers.submit(() -> {
            Thread.currentThread().interrupt();
            Throwable throwable = catchThrowable(call::call);
            assertThat(Thread.interrupted()).isTrue();
            return throwable;
        });
        return thrown.get();
    }
}
