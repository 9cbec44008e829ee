// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.wrap.Request;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who is read ahead of, how far, and when not. */
class ReadAheadTest extends CacheFixture {

    private void readInARow(Written segment, long bytes) throws IOException {
        for (int position = 0; position < bytes; ) {
            position = call(segment, position, MIB);
        }
    }

    @Test
    void aConsumerGetsEveryByteOnceInFewRequests() throws IOException {
        Written segment = write(64 * MIB);

        consume(segment);
        settle();

        assertThat(dataBytes()).isEqualTo(segment.log().length);
        assertThat(dataRequests()).isLessThanOrEqualTo(24);
    }

    @Test
    void aConsumerWaitsForNothingOnceItReadsInARow() throws Exception {
        Written segment = write(32 * MIB);
        int position = 0;
        for (int i = 0; i < 4; i++) {
            position = call(segment, position, MIB);
        }
        settle();
        Hold hold = faulty.every(Verb.READ).heldBefore();

        for (int i = 0; i < 4; i++) {
            position = call(segment, position, MIB);
        }

        hold.release();
    }

    @Test
    void consumersOfOneSegmentAtDifferentPlacesAreToldApart() throws IOException {
        Written segment = write(60 * MIB);
        int[] positions = {0, 20 * MIB, 40 * MIB};
        for (int round = 0; round < 15; round++) {
            for (int i = 0; i < positions.length; i++) {
                positions[i] = call(segment, Math.max(0, positions[i] - random.nextInt(20_000)), MIB);
            }
        }
        settle();

        assertThat(dataRequests()).isLessThan(30);
        assertThat(dataBytes()).isLessThanOrEqualTo(segment.log().length);
    }

    @Test
    void randomReadsAreOneRequestEachAndHardlyAByteTooMany() throws IOException {
        cache = cache(16 * MIB, 8 * MIB);
        Written segment = write(100 * MIB);
        for (int i = 0; i < 50; i++) {
            cache.drop(segment.object().key());
            requests.reset();

            call(segment, random.nextInt(99 * MIB), MIB);
            settle();

            assertThat(dataRequests()).isEqualTo(1);
            assertThat(dataBytes()).isLessThanOrEqualTo(MIB + 20 * KIB + 2 * BLOCK);
        }
    }

    @Test
    void aJumpBeginsAnew() throws IOException {
        Written segment = write(100 * MIB);
        int position = 0;
        for (int i = 0; i < 8; i++) {
            position = call(segment, position, MIB);
        }
        settle();
        requests.reset();

        call(segment, 60 * MIB, MIB);
        settle();

        assertThat(dataRequests()).isEqualTo(1);
        assertThat(dataBytes()).isLessThanOrEqualTo(3 * MIB / 2);
    }

    @Test
    void aJumpWithinAStreamBeginsAnewToo() throws IOException {
        Written segment = write(100 * MIB);
        try (InputStream in = open(segment, 0)) {
            in.readNBytes(8 * MIB);
            settle();
            requests.reset();

            in.skipNBytes(60 * MIB);
            in.read();
            settle();
        }

        assertThat(dataRequests()).isEqualTo(1);
        assertThat(dataBytes()).isLessThanOrEqualTo(3 * MIB / 2);
    }

    @Test
    void aWindowIsNoLongerThanTwiceWhatWasReadNorThanItsLimit() throws IOException {
        Written segment = write(64 * MIB);
        for (int position = 0; position < 30 * MIB; ) {
            position = call(segment, position, MIB);
            settle();
            long reached = requests.requests().stream()
                    .filter(request -> request.verb() == Verb.READ)
                    .mapToLong(Request::bytes)
                    .sum();
            assertThat(reached - position).isLessThanOrEqualTo(Math.min(8 * MIB, 2L * position) + MIB);
        }
    }

    @Test
    void withoutReadAheadEachCallIsOneRequestAtMost() throws IOException {
        cache = cache(64 * MIB, 0);
        Written segment = write(20 * MIB);

        readInARow(segment, segment.log().length);
        settle();

        assertThat(dataRequests()).isLessThanOrEqualTo(20);
        assertThat(dataBytes()).isEqualTo(segment.log().length);
    }

    @Test
    void whatIsReadAheadOfAllTogetherStaysWithinHalfOfTheMemory() throws Exception {
        cache = cache(16 * MIB, 8 * MIB);
        Written[] segments = new Written[6];
        int[] positions = new int[segments.length];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = write(12 * MIB);
        }
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < segments.length; i++) {
                positions[i] = call(segments[i], positions[i], MIB);
                // Beyond half there may be what a reader waited for: the rest of a first request.
                assertThat(counters.value("bytes-unread")).isLessThanOrEqualTo(8 * MIB + 3 * MIB / 2);
            }
        }
    }

    @Test
    void readersThatHaveComeToTheEndLeaveTheirShareToOthers() throws IOException {
        for (int i = 0; i < 15; i++) {
            Written finished = write(2 * MIB);
            call(finished, MIB, call(finished, 0, MIB));
        }
        Written segment = write(64 * MIB);

        readInARow(segment, 10 * MIB);
        settle();

        assertThat(counters.value("bytes-unread")).isGreaterThan(3 * MIB);
    }

    @Test
    void readersThatOnlySeemToGoOnTakeNoRoomThatTheyDoNotUse() throws IOException {
        Written elsewhere = write(64 * MIB);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 30; i++) {
                // As random reads do that happen to begin where others were.
                call(elsewhere, 2 * i * MIB + round * 10 * KIB, 100 * KIB);
            }
        }
        Written segment = write(64 * MIB);

        readInARow(segment, 10 * MIB);
        settle();

        assertThat(counters.value("bytes-unread")).isGreaterThan(3 * MIB);
    }

    @Test
    void aReaderGetsItsShareHoweverMuchIsReadAheadOfAnother() throws IOException {
        cache = cache(32 * MIB, 16 * MIB);
        Written greedy = write(64 * MIB);
        readInARow(greedy, 20 * MIB);
        settle();
        assertThat(counters.value("bytes-unread")).isGreaterThan(12 * MIB);
        Written other = write(64 * MIB);
        int[] positions = {20 * MIB, 0};
        for (int round = 0; round < 20; round++) {
            clock.advance(Duration.ofMillis(60));
            positions[0] = call(greedy, positions[0], MIB);
            positions[1] = call(other, positions[1], MIB);
        }
        settle();
        requests.reset();
        Hold hold = faulty.every(Verb.READ).heldBefore();

        for (int i = 0; i < 4; i++) {
            positions[0] = call(greedy, positions[0], MIB);
            positions[1] = call(other, positions[1], MIB);
        }

        hold.release();
    }

    @Test
    void aReadAheadThatFailedIsMadeAgainByWhoNeedsIt() throws IOException {
        Written segment = write(32 * MIB);
        int position = 0;
        for (int i = 0; i < 4; i++) {
            position = call(segment, position, MIB);
        }
        settle();
        long before = counters.value("ahead-requests");
        faulty.next(Verb.READ).failsBefore(new StoreException.Unavailable("away", null));
        while (counters.value("ahead-requests") == before) {
            position = call(segment, position, MIB);
        }

        while (position < segment.log().length) {
            position = call(segment, position, MIB);
        }
    }

    @Test
    void aThrottledStoreIsReadAheadOfLess() throws IOException {
        Written segment = write(64 * MIB);
        int position = call(segment, 0, MIB);
        for (int i = 0; i < 6; i++) {
            clock.advance(Duration.ofSeconds(1));
            faulty.next(Verb.READ).failsBefore(new StoreException.Unavailable("slow down", null, true));
            try {
                call(segment, 32 * MIB + i * 3 * MIB, 10);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("slow down");
            }
        }
        for (int i = 0; i < 10; i++) {
            position = call(segment, position, MIB);
        }
        settle();

        assertThat(counters.value("bytes-unread")).isLessThan(3 * MIB);
    }

    @Test
    void whatWasReadAheadOfAReaderThatNeverCameGoesFirstAndIsCounted() throws IOException {
        cache = cache(16 * MIB, 8 * MIB);
        Written left = write(32 * MIB);
        readInARow(left, 4 * MIB);
        settle();
        assertThat(counters.value("bytes-unread")).isGreaterThan(4 * MIB);

        clock.advance(Duration.ofSeconds(11));
        Written other = write(32 * MIB);
        readInARow(other, 32 * MIB);

        assertThat(counters.value("ahead-wasted-bytes")).isGreaterThan(4 * MIB);
    }
}
