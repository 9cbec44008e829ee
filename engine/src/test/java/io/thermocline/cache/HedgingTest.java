// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.BlockSource;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.testing.Fault;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.testing.Seed;
import io.thermocline.store.wrap.BreakingObjectStore;
import io.thermocline.store.wrap.Outcome;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** When a request is made a second time, what that costs, and who gets what bytes. */
class HedgingTest extends CacheFixture {

    private static final Duration LATE = FirstBlockTimes.SOON;

    /** Sets up a cache that knows how fast the store is: a hundred requests have come at once. */
    private Written withCache(int hedgePercent, long memoryBytes) throws IOException {
        cache.close();
        cache = cache(memoryBytes, 8 * MIB, hedgePercent, Optional.empty());
        return afterAHundredFastRequests();
    }

    private BlockCache cache(ObjectStore store, long memoryBytes, int hedgePercent) {
        return cache(
                store,
                new BlockCache.Settings(
                        "test", memoryBytes, MIB, 0, 4, Duration.ofSeconds(30), hedgePercent, Optional.empty()));
    }

    private Written afterAHundredFastRequests() throws IOException {
        Written segment = write(8 * MIB);
        for (int i = 0; i < FirstBlockTimes.FEWEST; i++) {
            call(segment, 0, 100);
            settle();
            cache.drop(segment.object().key());
        }
        requests.reset();
        return segment;
    }

    private void assertNothingIsHeld(Written segment) {
        settle();
        cache.drop(segment.object().key());
        assertThat(counters.value("bytes-held")).isZero();
        assertThat(counters.value("bytes-unread")).isZero();
        assertThat(alarms.count()).isZero();
    }

    @Test
    void aReaderOfARequestThatIsLateIsServedByTheSecond() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        Hold first = faulty.next(Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
        first.awaitArrival();

        alarms.pass(LATE);

        reader.get();
        settle();
        assertThat(dataRequests()).isEqualTo(2);
        assertThat(requests.count(Verb.READ, Outcome.OK)).isEqualTo(1);
        assertThat(counters.value("hedges")).isEqualTo(1);
        assertThat(counters.value("hedges-won")).isEqualTo(1);
        call(segment, 0, MIB);
        assertThat(dataRequests()).isEqualTo(2);
        assertNothingIsHeld(segment);
    }

    @Test
    void aRequestThatIsNotLateIsMadeOnce() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        Hold first = faulty.next(Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
        first.awaitArrival();
        alarms.pass(LATE.minusNanos(1));
        first.release();
        reader.get();
        settle();

        alarms.pass(LATE);

        assertThat(dataRequests()).isEqualTo(1);
        assertThat(counters.value("hedges")).isZero();
        assertNothingIsHeld(segment);
    }

    @Test
    void whenTheFirstBringsABlockAfterAllTheSecondIsBrokenOff() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        Hold first = faulty.next(Verb.READ).heldBefore();
        Hold second = faulty.nth(2, Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
        first.awaitArrival();
        alarms.pass(LATE);
        second.awaitArrival();

        first.release();

        reader.get();
        settle();
        assertThat(dataRequests()).isEqualTo(2);
        assertThat(counters.value("hedges-won")).isZero();
        assertNothingIsHeld(segment);
    }

    @Test
    void noMoreThanTheAllowedShareIsMadeTwice() throws Exception {
        Written segment = withCache(1, 64 * MIB);
        for (int late = 0; late < 2; late++) {
            Hold first = faulty.next(Verb.READ).heldBefore();
            int position = late * 4 * MIB;
            Future<Integer> reader = callers.submit(() -> call(segment, position, 1000));
            first.awaitArrival();
            alarms.pass(LATE);
            awaitOneUnderWay();
            first.release();
            reader.get();
            settle();
        }

        assertThat(dataRequests()).isEqualTo(3);
        assertThat(counters.value("hedges")).isEqualTo(1);
    }

    /** Waits until of two requests, if there are two, at least one has ended. */
    private void awaitOneUnderWay() {
        while (counters.value("requests-in-flight") > 1) {
            Thread.onSpinWait();
        }
    }

    @Test
    void withoutHedgingThereIsOneRequestAndNoAlarm() throws Exception {
        Written segment = afterAHundredFastRequests();
        Hold first = faulty.next(Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
        first.awaitArrival();

        assertThat(alarms.count()).isZero();
        alarms.pass(Duration.ofMinutes(1));
        first.release();

        reader.get();
        settle();
        assertThat(dataRequests()).isEqualTo(1);
    }

    @Test
    void aStoreOfWhichLittleIsKnownIsAskedOnce() throws Exception {
        cache.close();
        cache = cache(64 * MIB, 8 * MIB, 50, Optional.empty());
        Written segment = write(8 * MIB);
        Hold first = faulty.next(Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
        first.awaitArrival();

        alarms.pass(Duration.ofMinutes(1));
        first.release();

        reader.get();
        settle();
        assertThat(dataRequests()).isEqualTo(1);
    }

    @Test
    void whatIsReadAheadIsNeverAskedForTwice() throws Exception {
        withCache(50, 64 * MIB);
        Written segment = write(3 * MIB);
        Hold ahead = faulty.nth(2, Verb.READ).heldBefore();
        call(segment, 0, MIB);
        call(segment, MIB, 40 * KIB);
        call(segment, MIB + 40 * KIB, KIB);
        ahead.awaitArrival();

        assertThat(counters.value("ahead-requests")).isPositive();
        assertThat(alarms.count()).isZero();
        alarms.pass(Duration.ofMinutes(1));
        ahead.release();

        settle();
        assertThat(counters.value("hedges")).isZero();
    }

    @Test
    void whenBothFailTheFirstFailureIsTold() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        Fault late = faulty.next(Verb.READ);
        Hold first = late.heldBefore();
        late.failsBefore(new StoreException.Unavailable("the one", null));
        Fault other = faulty.nth(2, Verb.READ);
        Hold second = other.heldBefore();
        other.failsBefore(new StoreException.Unavailable("the other", null));
        Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
        first.awaitArrival();
        alarms.pass(LATE);
        second.awaitArrival();

        first.release();
        awaitOneUnderWay();
        assertThat(reader.isDone()).isFalse();
        second.release();

        assertThatThrownBy(reader::get).hasMessageContaining("the one");
        settle();
        assertThat(dataRequests()).isEqualTo(2);
        assertNothingIsHeld(segment);
    }

    @Test
    void whenTheFirstFailsTheSecondStillServesTheReader() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        Fault late = faulty.next(Verb.READ);
        Hold first = late.heldBefore();
        late.failsBefore(new StoreException.Unavailable("away", null));
        Hold second = faulty.nth(2, Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
        first.awaitArrival();
        alarms.pass(LATE);
        second.awaitArrival();

        first.release();
        awaitOneUnderWay();
        second.release();

        reader.get();
        settle();
        assertThat(dataRequests()).isEqualTo(2);
        assertNothingIsHeld(segment);
    }

    @Test
    void aStoreThatAsksForFewerRequestsOrDoesNotAnswerGetsNoSecondOnesForAWhile() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        faulty.next(Verb.READ).failsBefore(new StoreException.Unavailable("slow down", null, true));
        assertThatThrownBy(() -> call(segment, 0, 100)).hasMessageContaining("slow down");

        assertThat(hedgesOfALateRequest(segment, 2 * MIB)).isZero();
        clock.advance(Hedging.CALM_AFTER_FAILURE);
        assertThat(hedgesOfALateRequest(segment, 5 * MIB)).isEqualTo(1);
        assertThat(dataRequests()).isEqualTo(4);
    }

    private long hedgesOfALateRequest(Written segment, int position) throws Exception {
        Hold first = faulty.next(Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, position, 100));
        first.awaitArrival();
        alarms.pass(LATE);
        awaitOneUnderWay();
        first.release();
        reader.get();
        settle();
        return counters.value("hedges");
    }

    @Test
    void whileTheCircuitIsOpenTheStoreGetsNoSecondRequest() throws Exception {
        ObjectStore breaking = new BreakingObjectStore(store, 1, clock::nanoTime, StoreMeters.none());
        cache.close();
        cache = cache(breaking, 64 * MIB, 5);
        Written segment = afterAHundredFastRequests();
        Hold first = faulty.next(Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
        first.awaitArrival();
        faulty.next(Verb.STAT).failsBefore(new StoreException.Unavailable("away", null));
        assertThatThrownBy(() -> breaking.stat(segment.object().key(), Deadline.never()))
                .hasMessageContaining("away");

        alarms.pass(LATE);
        awaitOneUnderWay();
        first.release();

        reader.get();
        settle();
        assertThat(dataRequests()).isEqualTo(1);
        assertNothingIsHeld(segment);
    }

    @Test
    void withoutAFreeThreadThereIsNoSecondRequest() throws Exception {
        Written segment = withCache(50, 64 * MIB);
        readOnAllThreads(segment);
        assertThat(dataRequests()).isEqualTo(4);
    }

    /** Lets as many requests as there are threads be under way and late at once. */
    private void readOnAllThreads(Written segment) throws Exception {
        Hold all = faulty.every(Verb.READ).heldBefore();
        List<Future<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int position = i * 2 * MIB;
            readers.add(callers.submit(() -> call(segment, position, 100)));
        }
        all.awaitArrivals(4);

        alarms.pass(LATE);
        assertThat(counters.value("requests-in-flight")).isEqualTo(4);
        all.release();

        for (Future<Integer> reader : readers) {
            reader.get();
        }
        settle();
    }

    @Test
    void withoutRoomForTheBlocksOnceMoreThereIsNoSecondRequest() throws Exception {
        Written segment = withCache(5, 2 * MIB);
        Hold first = faulty.next(Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
        first.awaitArrival();

        alarms.pass(LATE);
        awaitOneUnderWay();
        first.release();

        reader.get();
        assertThat(counters.value("hedges")).isZero();
        assertNothingIsHeld(segment);
    }

    @Test
    void whenNobodyWaitsAnyMoreThereIsNoSecondRequest() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        Hold first = faulty.next(Verb.READ).heldBefore();
        assertThatThrownBy(() -> open(segment, 0, Duration.ofMillis(20)).read())
                .hasMessageContaining("no answer in time");

        alarms.pass(LATE);
        first.release();

        settle();
        assertThat(dataRequests()).isEqualTo(1);
    }

    @Test
    void threadsAndMemoryOfLosersAreGivenBack() throws Exception {
        Written segment = withCache(50, 64 * MIB);
        for (int i = 0; i < 8; i++) {
            Hold first = faulty.next(Verb.READ).heldBefore();
            Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
            first.awaitArrival();
            alarms.pass(LATE);
            reader.get();
            settle();
            cache.drop(segment.object().key());
        }
        assertThat(counters.value("hedges-won")).isEqualTo(8);

        readOnAllThreads(segment);
        assertNothingIsHeld(segment);
    }

    @Test
    void aSegmentThatIsDroppedWhileBothAreUnderWayLeavesNothing() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        Hold first = faulty.next(Verb.READ).heldBefore();
        Hold second = faulty.nth(2, Verb.READ).heldBefore();
        BlockSource.Cursor cursor = cache.open(segment.object(), 0, 8 * MIB);
        Future<Integer> reader = callers.submit(() -> cursor.read(0, new byte[10], 0, 10, Deadline.never()));
        first.awaitArrival();
        alarms.pass(LATE);
        second.awaitArrival();

        cache.drop(segment.object().key());
        second.release();

        reader.get();
        settle();
        assertThat(counters.value("bytes-held")).isZero();
        assertThat(counters.value("hedges-won")).isEqualTo(1);
        memory.delete(List.of(segment.object().key()), Deadline.never());
        assertThatThrownBy(() -> open(segment, 0).read()).hasCauseInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void aPluginThatClosesWhileBothAreUnderWayFailsTheReaderAndHoldsNothing() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        Hold first = faulty.next(Verb.READ).heldBefore();
        Hold second = faulty.nth(2, Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, 100));
        first.awaitArrival();
        alarms.pass(LATE);
        second.awaitArrival();

        cache.close();
        threads.close();

        assertThatThrownBy(reader::get).hasMessageContaining("broken off");
        assertThat(counters.value("bytes-held")).isZero();
    }

    /** The first goes on after it was broken off, deaf to interrupts, and fills what it was given with rubbish. */
    @Test
    void whatALoserWritesLateReachesNobody() throws Exception {
        DeafStore deaf = new DeafStore(store);
        cache.close();
        cache = cache(deaf, 8 * MIB, 5);
        Written segment = afterAHundredFastRequests();
        DeafStore.Straggler first = deaf.nextStraggles();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, 1000));
        first.awaitArrival();
        alarms.pass(LATE);
        reader.get();
        cache.drop(segment.object().key());

        // All the memory there is gets other blocks, while the straggler has what it was given.
        Written other = write(8 * MIB);
        for (int position = 0; position < 8 * MIB; position += MIB) {
            call(other, position, MIB);
        }
        first.release();
        first.awaitEnd();

        for (int position = 7 * MIB; position >= 0; position -= MIB) {
            call(other, position, MIB);
        }
        assertThat(counters.value("hedges-won")).isEqualTo(1);
        cache.drop(other.object().key());
        assertNothingIsHeld(segment);
    }

    @Test
    void manyReadersStragglersFaultsAndDropsLeaveNoMemoryBehind() throws Exception {
        DeafStore deaf = new DeafStore(store);
        cache.close();
        cache = cache(deaf, 16 * MIB, 50);
        List<Written> segments = List.of(afterAHundredFastRequests(), write(8 * MIB));
        Random seeds = Seed.random();
        List<Future<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random random = new Random(seeds.nextLong());
            readers.add(callers.submit(() -> readAnywhere(segments, random)));
        }
        Random random = new Random(seeds.nextLong());
        while (readers.stream().anyMatch(reader -> !reader.isDone())) {
            DeafStore.Straggler straggler = deaf.nextStraggles();
            cache.drop(segments.get(random.nextInt(2)).object().key());
            if (random.nextInt(50) == 0) {
                faulty.next(Verb.READ).failsBefore(new StoreException.Unavailable("away", null));
                clock.advance(Hedging.CALM_AFTER_FAILURE);
            }
            yieldOften();
            alarms.pass(LATE.multipliedBy(1L << random.nextInt(10)));
            yieldOften();
            straggler.release();
        }
        int succeeded = 0;
        for (Future<Integer> reader : readers) {
            succeeded += reader.get();
        }
        assertThat(succeeded).isPositive();

        faulty.heal();
        settle();
        segments.forEach(segment -> cache.drop(segment.object().key()));
        assertThat(counters.value("bytes-held")).isZero();
        assertThat(counters.value("bytes-unread")).isZero();
    }

    private static void yieldOften() {
        for (int i = 0; i < 200; i++) {
            Thread.yield();
        }
    }

    /** Goes on until a number of second requests have won. */
    private int readAnywhere(List<Written> segments, Random random) {
        int succeeded = 0;
        while (counters.value("hedges-won") < 20) {
            try {
                call(segments.get(random.nextInt(2)), random.nextInt(7 * MIB), 1 + random.nextInt(300_000));
                succeeded++;
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("failed: ").hasCauseInstanceOf(StoreException.class);
            }
        }
        return succeeded;
    }
}
