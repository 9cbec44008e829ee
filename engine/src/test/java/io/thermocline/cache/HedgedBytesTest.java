// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.BlockSource;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Fault;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.testing.Seed;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Which of two requests serves the reader, and what is left of the other. */
class HedgedBytesTest extends HedgingFixture {

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
    void threadsAndMemoryOfLosersAreGivenBack() throws Exception {
        Written segment = withCache(50, 64 * MIB);
        for (int i = 0; i < 8; i++) {
            LateRead late = late(segment, 0, MIB);
            alarms.pass(LATE);
            late.reader().get();
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
        LateRead late = late(segment, 0, 100);
        Hold second = faulty.next(Verb.READ).heldBefore();
        alarms.pass(LATE);
        second.awaitArrival();

        cache.close();
        threads.close();

        assertThatThrownBy(late.reader()::get).hasMessageContaining("broken off");
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

        nothingIsLeftOf(segments);
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
