// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.ObjectStore;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/** A cache that may make late requests twice, and a store that is late when it is told to. */
abstract class HedgingFixture extends CacheFixture {

    static final Duration LATE = FirstBlockTimes.SOON;

    /** Sets up a cache that knows how fast the store is: a hundred requests have come at once. */
    Written withCache(int hedgePercent, long memoryBytes) throws IOException {
        cache.close();
        cache = cache(memoryBytes, 8 * MIB, hedgePercent, Optional.empty());
        return afterAHundredFastRequests();
    }

    BlockCache cache(ObjectStore store, long memoryBytes, int hedgePercent) {
        return cache(
                store,
                new BlockCache.Settings(
                        "test", memoryBytes, MIB, 0, 4, Duration.ofSeconds(30), hedgePercent, Optional.empty()));
    }

    Written afterAHundredFastRequests() throws IOException {
        Written segment = write(8 * MIB);
        for (int i = 0; i < FirstBlockTimes.FEWEST; i++) {
            call(segment, 0, 100);
            settle();
            cache.drop(segment.object().key());
        }
        requests.reset();
        return segment;
    }

    void assertNothingIsHeld(Written segment) {
        settle();
        cache.drop(segment.object().key());
        assertThat(counters.value("bytes-held")).isZero();
        assertThat(counters.value("bytes-unread")).isZero();
        assertThat(alarms.count()).isZero();
    }

    /** A read that has come to the store, and is held there. */
    record LateRead(Hold first, Future<Integer> reader) {}

    LateRead late(Written segment, int position, int bytes) {
        Hold first = faulty.next(Verb.READ).heldBefore();
        Future<Integer> reader = callers.submit(() -> call(segment, position, bytes));
        first.awaitArrival();
        return new LateRead(first, reader);
    }

    /** Waits until of two requests, if there are two, at least one has ended. */
    void awaitOneUnderWay() {
        while (counters.value("requests-in-flight") > 1) {
            Thread.onSpinWait();
        }
    }

    /** Lets as many requests as there are threads be under way and late at once. */
    void readOnAllThreads(Written segment) throws Exception {
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
}
