// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.BlockSource;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.testing.Seed;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is kept, what is shared, and what never is. */
class BlockCacheTest extends CacheFixture {

    @Test
    void aHeaderAndTheMegabyteAfterItInTwoStreamsAreOneRequest() throws IOException {
        Written segment = write(8 * MIB);
        try (InputStream in = open(segment, 3 * MIB + 777)) {
            in.readNBytes(17);
        }

        call(segment, 3 * MIB + 777, MIB);
        settle();

        assertThat(dataRequests()).isEqualTo(1);
        assertThat(dataBytes()).isLessThanOrEqualTo(3 * MIB / 2);
    }

    @Test
    void sixtyFourReadersOfAColdBlockAreOneRequest() throws Exception {
        Written segment = write(4 * MIB);
        Hold hold = faulty.next(Verb.READ).heldBefore();
        List<Future<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            readers.add(callers.submit(() -> call(segment, 2 * MIB, 1000)));
        }
        hold.awaitArrival();
        hold.release();

        for (Future<Integer> reader : readers) {
            reader.get();
        }
        settle();
        assertThat(dataRequests()).isEqualTo(1);
    }

    @Test
    void aBlockIsThereBeforeTheRestOfItsRequest() throws Exception {
        Written segment = write(4 * MIB);
        Hold hold = faulty.next(Verb.READ).heldAfter();

        call(segment, 0, MIB);

        hold.release();
    }

    @Test
    void aDropForgetsEverythingAtOnce() throws IOException {
        Written segment = write(4 * MIB);
        call(segment, 0, MIB);
        settle();

        cache.drop(segment.object().key());

        assertThat(counters.value("bytes-held")).isZero();
        memory.delete(List.of(segment.object().key()), Deadline.never());
        assertThatThrownBy(() -> open(segment, 0).read()).hasCauseInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void aRequestThatIsUnderWayDoesNotBringBackWhatWasDropped() throws Exception {
        Written segment = write(4 * MIB);
        Hold hold = faulty.next(Verb.READ).heldBefore();
        BlockSource.Cursor cursor = cache.open(segment.object(), 0, 4 * MIB);
        Future<Integer> reader = callers.submit(() -> cursor.read(0, new byte[10], 0, 10, Deadline.never()));
        hold.awaitArrival();

        cache.drop(segment.object().key());
        hold.release();
        reader.get();
        settle();

        assertThat(counters.value("bytes-held")).isZero();
        memory.delete(List.of(segment.object().key()), Deadline.never());
        assertThatThrownBy(() -> open(segment, 0).read()).hasCauseInstanceOf(StoreException.NotFound.class);
    }

    @Test
    void aStreamThatWasOpenWhenItsSegmentWasDroppedReadsOn() throws Exception {
        Written segment = write(4 * MIB);
        InputStream in = open(segment, 0);
        in.readNBytes(100_000);

        cache.drop(segment.object().key());

        byte[] rest = in.readAllBytes();
        assertThat(rest).isEqualTo(Arrays.copyOfRange(segment.log(), 100_000, segment.log().length));
    }

    @Test
    void memoryStaysWithinItsBoundHoweverMuchIsRead() throws IOException {
        cache = cache(16 * MIB, 8 * MIB);
        for (int i = 0; i < 4; i++) {
            Written segment = write(20 * MIB);
            for (int position = 0; position < segment.log().length; ) {
                position = call(segment, position, MIB);
                assertThat(counters.value("bytes-held")).isLessThanOrEqualTo(16 * MIB);
            }
        }
        assertThat(counters.value("evictions")).isPositive();
    }

    @Test
    void whoReadsEverythingOnceDoesNotPushOutWhatOthersShare() throws IOException {
        cache = cache(32 * MIB, 8 * MIB);
        Written hot = write(8 * MIB);
        // Two readers that read in turns, neither where the other is.
        for (int position = 0; position < 8 * MIB; position += MIB) {
            call(hot, position, MIB);
        }
        clock.advance(Duration.ofMinutes(1));
        for (int position = 0; position < 8 * MIB; position += MIB) {
            call(hot, position, MIB);
        }
        settle();

        Written backfill = write(100 * MIB);
        for (int position = 0; position < 100 * MIB; ) {
            position = call(backfill, position, MIB);
        }
        settle();
        requests.reset();
        clock.advance(Duration.ofMinutes(1));
        for (int position = 0; position < 8 * MIB; position += MIB) {
            call(hot, position, MIB);
        }

        assertThat(dataRequests()).isZero();
    }

    @Test
    void withoutRoomForABlockItIsReadPastTheCache() throws IOException {
        cache = cache(BLOCK / 2, 0);
        Written segment = write(3 * MIB);

        call(segment, 0, 3 * MIB);

        assertThat(counters.value("bypasses")).isPositive();
        assertThat(counters.value("bytes-held")).isZero();
    }

    @Test
    void whenAllRoomIsTakenByRequestsUnderWayOthersReadPastTheCache() throws Exception {
        cache = cache(2 * MIB, 0);
        Written segment = write(8 * MIB);
        Hold hold = faulty.next(Verb.READ).heldBefore();
        Hold another = faulty.nth(2, Verb.READ).heldBefore();
        Future<Integer> one = callers.submit(() -> call(segment, 0, MIB));
        hold.awaitArrival();
        Future<Integer> two = callers.submit(() -> call(segment, 4 * MIB, MIB));
        another.awaitArrival();

        call(segment, 6 * MIB, MIB);

        hold.release();
        another.release();
        one.get();
        two.get();
    }

    @Test
    void availableIsWhatHasCome() throws IOException {
        Written segment = write(4 * MIB);
        InputStream in = open(segment, 100);
        assertThat(in.available()).isZero();

        in.read();
        settle();

        int requested = (int) dataBytes();
        assertThat(in.available()).isEqualTo(requested - 101);
    }

    @Test
    void aClosedCacheFailsItsReadersCleanlyAndHoldsNothing() throws Exception {
        Written segment = write(4 * MIB);
        InputStream in = open(segment, 0);
        in.readNBytes(100);
        Hold hold = faulty.next(Verb.READ).heldBefore();
        Future<Integer> waiting = callers.submit(() -> call(segment, 3 * MIB, 100));
        hold.awaitArrival();

        cache.close();
        threads.close();

        assertThatThrownBy(waiting::get).hasMessageContaining("broken off");
        assertThatThrownBy(() -> in.readNBytes(MIB))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
        assertThat(counters.value("bytes-held")).isZero();
    }

    @Test
    void theRangeOfAStreamIsNotOverstepped() throws IOException {
        Written segment = write(8 * MIB);
        BlockSource.Cursor cursor = cache.open(segment.object(), 0, 10);

        cursor.read(0, new byte[10], 0, 10, Deadline.never());
        settle();

        assertThat(dataBytes()).isEqualTo(BLOCK);
    }

    /** A drop may come at any moment of a demand: whoever asked is a user of the block, and nobody frees it under its hands. */
    @Test
    void aBlockThatIsDroppedAsItIsAskedForStaysUntilItsReaderLetsItGo() throws Exception {
        Written segment = write(BLOCK);
        Future<?> dropper = callers.submit(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                cache.drop(segment.object().key());
            }
        });

        for (int i = 0; i < 20_000; i++) {
            call(segment, 0, 100);
        }

        dropper.cancel(true);
        settle();
        cache.drop(segment.object().key());
        assertThat(counters.value("bytes-held")).isZero();
    }

    /** Whoever reads gets the right bytes or an error, and in the end no memory is held that nothing accounts for. */
    @Test
    void manyReadersFaultsAndDropsLeaveNoMemoryBehind() throws Exception {
        cache = cache(16 * MIB, 4 * MIB);
        List<Written> segments = List.of(write(6 * MIB), write(6 * MIB), write(6 * MIB));
        Random seeds = Seed.random();
        List<Future<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long seed = seeds.nextLong();
            boolean sequential = i % 2 == 0;
            Callable<Integer> reader = () -> readInAnyWay(segments, new Random(seed), sequential);
            readers.add(callers.submit(reader));
        }
        Random random = new Random(seeds.nextLong());
        for (int i = 0; readers.stream().anyMatch(reader -> !reader.isDone()); i++) {
            if (i % 3 == 0) {
                cache.drop(segments.get(random.nextInt(3)).object().key());
            }
            faulty.nth(1 + random.nextInt(5), Verb.READ).failsBefore(new StoreException.Unavailable("away", null));
            faulty.nth(1 + random.nextInt(5), Verb.READ).corrupts(random.nextInt(6 * MIB));
            Thread.yield();
        }
        int succeeded = 0;
        for (Future<Integer> reader : readers) {
            succeeded += reader.get();
        }
        assertThat(succeeded).isPositive();

        nothingIsLeftOf(segments);
        for (Written segment : segments) {
            call(segment, 0, 6 * MIB);
        }
    }

    private int readInAnyWay(List<Written> segments, Random random, boolean sequential) {
        int succeeded = 0;
        int position = 0;
        for (int i = 0; i < 300; i++) {
            Written segment = segments.get(sequential ? i / 100 : random.nextInt(3));
            int start = sequential ? position : random.nextInt(6 * MIB);
            position = (start + 200_000) % (6 * MIB);
            try {
                call(segment, start, 1 + random.nextInt(300_000));
                succeeded++;
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("failed: ").hasCauseInstanceOf(StoreException.class);
            }
        }
        return succeeded;
    }
}
