// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.wrap.Outcome;
import io.thermocline.store.wrap.StoreTask;
import io.thermocline.store.wrap.Urgency;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** How the next segment is found and prepared, and what it costs. */
class FollowingSegmentTest extends CacheFixture {

    @Test
    void nearTheEndOfASegmentTheNextIsPrepared() throws Exception {
        Uuid topic = Uuid.randomUuid();
        Written first = write(TestSegment.builder().topic("orders", topic).size(16 * MIB));
        Written second = write(TestSegment.builder()
                .topic("orders", topic)
                .startOffset(900_000)
                .size(16 * MIB));
        Written ofAnotherPartition =
                write(TestSegment.builder().topic("orders", topic).partition(30).size(16 * MIB));
        consume(first);
        awaitTail(second);
        settle();
        requests.reset();
        Hold hold = faulty.every(Verb.READ).heldBefore();

        tails.tail(
                new TailCache.Address(
                        second.object().key(),
                        second.object().footer().manifest().segment().name().segmentId(),
                        Optional.empty()),
                Deadline.after(Duration.ofSeconds(5)));
        call(second, 0, MIB);

        hold.release();
        assertThat(requests.count(Verb.LIST)).isZero();
        assertThat(ofAnotherPartition.log()).isNotEmpty();
    }

    /** The list, the tail and the first blocks follow each other in the background. */
    private void awaitTail(Written segment) throws Exception {
        Future<?> blocks = callers.submit(() -> {
            CachedBlock first = null;
            while (first == null || !first.isReady()) {
                Thread.onSpinWait();
                first = cache.blocksOf(segment.object()).get(0);
            }
        });
        blocks.get();
    }

    @Test
    void theLastSegmentOfAPartitionHasNoNext() throws Exception {
        Written only = write(16 * MIB);

        consume(only);
        awaitPreparations();

        assertThat(requests.count(Verb.LIST)).isEqualTo(1);
    }

    /** Returns when the list, the tail and the first blocks are here, each of which begins when the one before ends. */
    private void awaitPreparations() throws Exception {
        for (int step = 0; step < 3; step++) {
            CyclicBarrier allThreads = new CyclicBarrier(THREADS);
            List<StoreTask<Integer>> last = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                last.add(threads.read(Urgency.AHEAD, "wait for what was before", allThreads::await));
            }
            for (StoreTask<Integer> each : last) {
                each.await(Deadline.after(Duration.ofSeconds(30)));
            }
        }
    }

    private List<Written> partition(int segments) throws IOException {
        Uuid topic = Uuid.randomUuid();
        List<Written> written = new ArrayList<>();
        for (int i = 0; i < segments; i++) {
            written.add(write(TestSegment.builder()
                    .topic("orders", topic)
                    .startOffset(100_000 * i)
                    .size(4 * MIB)));
        }
        return written;
    }

    @Test
    void onePageOfTheListingServesAConsumerOfManySegmentsAndAllWhoComeLater() throws Exception {
        List<Written> segments = partition(18);
        for (Written segment : segments) {
            consume(segment);
            awaitPreparations();
        }

        assertThat(requests.count(Verb.LIST)).isEqualTo(3);

        for (Written segment : segments) {
            consume(segment);
            awaitPreparations();
        }
        assertThat(requests.count(Verb.LIST)).isEqualTo(3);
    }

    @Test
    void readersWhoComeToTheEndTogetherShareOneListing() throws Exception {
        List<Written> segments = partition(2);
        Hold hold = faulty.next(Verb.LIST).heldBefore();
        consume(segments.get(0));
        consume(segments.get(0));
        hold.awaitArrival();
        hold.release();
        awaitTail(segments.get(1));
        awaitPreparations();

        assertThat(requests.count(Verb.LIST)).isEqualTo(1);
    }

    @Test
    void aSegmentThatComesAfterTheLastIsFound() throws Exception {
        Uuid topic = Uuid.randomUuid();
        Written last = write(TestSegment.builder().topic("orders", topic).size(4 * MIB));
        consume(last);
        awaitPreparations();
        Written later = write(TestSegment.builder()
                .topic("orders", topic)
                .startOffset(100_000)
                .size(4 * MIB));

        clock.advance(Duration.ofSeconds(11));
        consume(last);

        awaitTail(later);
    }

    @Test
    void aListingIsNotBelievedForEver() throws Exception {
        List<Written> segments = partition(2);
        consume(segments.get(0));
        awaitPreparations();
        clock.advance(Duration.ofMinutes(11));

        consume(segments.get(0));
        awaitPreparations();

        assertThat(requests.count(Verb.LIST)).isEqualTo(2);
    }

    @Test
    void aListingThatFailedIsNoAnswer() throws Exception {
        List<Written> segments = partition(2);
        faulty.next(Verb.LIST).failsBefore(new StoreException.Unavailable("away", null));
        consume(segments.get(0));
        awaitPreparations();

        consume(segments.get(0));

        awaitTail(segments.get(1));
        assertThat(requests.count(Verb.LIST)).isEqualTo(2);
    }

    @Test
    void ofASegmentThatWasDeletedSinceItWasListedNothingIsPrepared() throws Exception {
        List<Written> segments = partition(3);
        consume(segments.get(0));
        awaitPreparations();
        ObjectKey deleted = segments.get(2).object().key();
        store.delete(List.of(deleted), Deadline.never());
        tails.drop(deleted);
        cache.drop(deleted);
        requests.reset();

        consume(segments.get(1));
        awaitPreparations();

        assertThat(requests.count(Verb.LIST)).isZero();
        assertThat(requests.count(Verb.READ_SUFFIX, Outcome.NOT_FOUND)).isEqualTo(1);
        assertThat(cache.blocksOf(segments.get(2).object()).get(0)).isNull();
    }
}
