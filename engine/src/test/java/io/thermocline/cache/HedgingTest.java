// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.testing.Fault;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.wrap.BreakingObjectStore;
import io.thermocline.store.wrap.Outcome;
import io.thermocline.store.wrap.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** When a request is made a second time, and when it is not. */
class HedgingTest extends HedgingFixture {

    @Test
    void aReaderOfARequestThatIsLateIsServedByTheSecond() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        LateRead late = late(segment, 0, MIB);

        alarms.pass(LATE);

        late.reader().get();
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
        LateRead late = late(segment, 0, MIB);
        alarms.pass(LATE.minusNanos(1));
        late.first().release();
        late.reader().get();
        settle();

        alarms.pass(LATE);

        assertThat(dataRequests()).isEqualTo(1);
        assertThat(counters.value("hedges")).isZero();
        assertNothingIsHeld(segment);
    }

    @Test
    void whenTheFirstBringsABlockAfterAllTheSecondIsBrokenOff() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        LateRead late = late(segment, 0, MIB);
        Hold second = faulty.next(Verb.READ).heldBefore();
        alarms.pass(LATE);
        second.awaitArrival();

        late.first().release();

        late.reader().get();
        settle();
        assertThat(dataRequests()).isEqualTo(2);
        assertThat(counters.value("hedges-won")).isZero();
        assertNothingIsHeld(segment);
    }

    @Test
    void noMoreThanTheAllowedShareIsMadeTwice() throws Exception {
        Written segment = withCache(1, 64 * MIB);
        for (int position : List.of(0, 4 * MIB)) {
            hedgesOfALateRequest(segment, position);
        }

        assertThat(dataRequests()).isEqualTo(3);
        assertThat(counters.value("hedges")).isEqualTo(1);
    }

    @Test
    void withoutHedgingThereIsOneRequestAndNoAlarm() throws Exception {
        Written segment = afterAHundredFastRequests();
        LateRead late = late(segment, 0, MIB);

        assertThat(alarms.count()).isZero();
        alarms.pass(Duration.ofMinutes(1));
        late.first().release();

        late.reader().get();
        settle();
        assertThat(dataRequests()).isEqualTo(1);
    }

    @Test
    void aStoreOfWhichLittleIsKnownIsAskedOnce() throws Exception {
        cache.close();
        cache = cache(64 * MIB, 8 * MIB, 50, Optional.empty());
        Written segment = write(8 * MIB);
        LateRead late = late(segment, 0, MIB);

        alarms.pass(Duration.ofMinutes(1));
        late.first().release();

        late.reader().get();
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
        LateRead late = late(segment, position, 100);
        alarms.pass(LATE);
        awaitOneUnderWay();
        late.first().release();
        late.reader().get();
        settle();
        return counters.value("hedges");
    }

    /** The store asks for fewer, and waits itself before it asks its backend again. */
    @Test
    void aRequestThatIsLateBecauseTheStoreIsAskedForFewerIsNotMadeTwice() throws Exception {
        Written segment = withCache(5, 64 * MIB);
        Fault slowedDown = faulty.next(Verb.READ);
        Hold first = slowedDown.throttles().heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, 0, MIB));
        first.awaitArrival();

        alarms.pass(LATE);
        awaitOneUnderWay();
        first.release();

        reader.get();
        settle();
        assertThat(dataRequests()).isEqualTo(1);
        assertThat(counters.value("hedges")).isZero();
    }

    @Test
    void whileTheCircuitIsOpenTheStoreGetsNoSecondRequest() throws Exception {
        ObjectStore breaking = new BreakingObjectStore(store, 1, clock::nanoTime, StoreMeters.none());
        cache.close();
        cache = cache(breaking, 64 * MIB, 5);
        Written segment = afterAHundredFastRequests();
        LateRead late = late(segment, 0, MIB);
        faulty.next(Verb.STAT).failsBefore(new StoreException.Unavailable("away", null));
        assertThatThrownBy(() -> breaking.stat(segment.object().key(), Deadline.never()))
                .hasMessageContaining("away");

        alarms.pass(LATE);
        awaitOneUnderWay();
        late.first().release();

        late.reader().get();
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

    @Test
    void withoutRoomForTheBlocksOnceMoreThereIsNoSecondRequest() throws Exception {
        Written segment = withCache(5, 2 * MIB);
        LateRead late = late(segment, 0, MIB);

        alarms.pass(LATE);
        awaitOneUnderWay();
        late.first().release();

        late.reader().get();
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
}
