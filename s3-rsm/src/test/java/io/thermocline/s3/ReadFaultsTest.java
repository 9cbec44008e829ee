// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.s3.testing.WireRequest;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.testing.Crowd;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.testing.Seed;
import io.thermocline.store.testing.VirtualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads from a server that breaks off, lies, asks for patience, stalls. */
class ReadFaultsTest {

    private static final int LENGTH = 3_000_000;
    /** Fewer for a server that takes long. */
    private static final int READS = Integer.getInteger("thermocline.s3.reads", 10_000);

    private static final ObjectKey KEY = new ObjectKey("segments/object");
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final byte[] bytes = bytes(9);
    private final Counters counters = new Counters();
    private S3ObjectStore store;

    private static byte[] bytes(long seed) {
        byte[] bytes = new byte[LENGTH];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Remembers what was counted. */
    private static final class Counters implements StoreMeters {
        private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();

        @Override
        public LongConsumer counter(String name, String description) {
            return counters.computeIfAbsent(name, any -> new AtomicLong())::addAndGet;
        }

        @Override
        public LongConsumer latency(String name, String description) {
            return nanos -> {};
        }

        @Override
        public void gauge(String name, String description, LongSupplier value) {
            // Nobody will ask.
        }

        long count(String name) {
            return counters.get(name).get();
        }
    }

    @BeforeEach
    void open() {
        bucket.put(KEY.value(), bytes);
        store = Stores.open(
                bucket.settings(wire),
                new StoreContext("broker-1", "", key -> true, 4, 4, counters),
                new VirtualClock());
        wire.counts().awaitCount(S3RequestKind.LIST_UPLOADS, 1);
        wire.counts().reset();
    }

    @AfterEach
    void close() {
        store.close();
        wire.close();
        bucket.close();
    }

    private byte[] read(int offset, int length, Duration time) throws StoreException {
        ByteBuffer target = ByteBuffer.allocate(length);
        store.read(KEY, offset, Deadline.after(time), target);
        return target.array();
    }

    private byte[] stored(int offset, int length) {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    @Test
    void aBodyThatBreaksOffIsResumedWhereItBroke() throws Exception {
        wire.next(S3RequestKind.GET).truncatesAfter(2_000_000);
        wire.nth(2, S3RequestKind.GET).truncatesAfter(500_000);

        assertThat(read(0, LENGTH, AMPLE)).isEqualTo(bytes);

        assertThat(wire.counts().requests(S3RequestKind.GET))
                .extracting(request -> request.header("Range").orElseThrow())
                .containsExactly("bytes=0-2999999", "bytes=2000000-2999999", "bytes=2500000-2999999");
        assertThat(wire.counts().bytesDown(S3RequestKind.GET)).isEqualTo(LENGTH);
    }

    @Test
    void aBodyThatBreaksOffAgainAndAgainIsResumedAsLongAsItGetsOn() throws Exception {
        wire.every(S3RequestKind.GET).truncatesAfter(200_000);

        assertThat(read(0, LENGTH, AMPLE)).isEqualTo(bytes);

        assertThat(wire.counts().count(S3RequestKind.GET)).isEqualTo(LENGTH / 200_000);
    }

    /**
     * With as many attempts as there are by default. One of three faults, each of which strikes one request in twenty,
     * strikes with a chance of 0.1426; eight in a row, if none let a byte through, with 1.7e-7.
     */
    @Test
    void manyReadsFromABadServerAreByteExactAndNoneFails() {
        Random random = Seed.random();
        wire.oneIn(20, random, S3RequestKind.GET).truncatesSomewhere(random);
        wire.oneIn(20, random, S3RequestKind.GET).resetsSomewhere(random);
        wire.oneIn(20, random, S3RequestKind.GET).answersSlowDown();
        int crowd = 4;
        long seed = random.nextLong();

        try (Crowd readers = new Crowd(crowd)) {
            readers.together(i -> {
                Random ranges = new Random(seed + i);
                for (int n = 0; n < READS / crowd; n++) {
                    int length = 1 + ranges.nextInt(10_000);
                    int offset = ranges.nextInt(LENGTH - length);
                    assertThat(read(offset, length, AMPLE)).isEqualTo(stored(offset, length));
                }
                return i;
            });
        }

        long faulty = wire.counts().requests(S3RequestKind.GET).stream()
                .filter(WireRequest::isFaulty)
                .count();
        assertThat(faulty).isBetween(READS / 10L, READS * 3L / 10);
        assertThat(counters.count("s3-retries")).isEqualTo(faulty);
        assertThat(counters.count("s3-get-object")).isEqualTo(READS + faulty);
        assertThat(counters.count("s3-throttles"))
                .isEqualTo(wire.counts().count(request -> S3RequestKind.GET.test(request) && request.status() == 503));
    }

    @Test
    void readsFromATerribleServerAreNeverWrongAndFailInTime() {
        Random random = Seed.random();
        wire.oneIn(5, random, S3RequestKind.GET).truncatesSomewhere(random);
        wire.oneIn(5, random, S3RequestKind.GET).resetsSomewhere(random);
        wire.oneIn(5, random, S3RequestKind.GET).answersSlowDown();
        wire.oneIn(5, random, S3RequestKind.GET).delays(Duration.ofMillis(250));
        Random ranges = new Random(random.nextLong());
        Duration time = Duration.ofMillis(200);

        int right = 0;
        for (int n = 0; n < 100; n++) {
            int length = 1 + ranges.nextInt(10_000);
            int offset = ranges.nextInt(LENGTH - length);
            long begin = System.nanoTime();
            try {
                assertThat(read(offset, length, time)).isEqualTo(stored(offset, length));
                right++;
            } catch (StoreException e) {
                assertThat(e).isInstanceOf(StoreException.Unavailable.class).hasMessageContaining(KEY.value());
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(time.plusSeconds(1));
        }
        assertThat(right).isGreaterThan(10);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aReplacedObjectIsNeverMixedIntoTheOldOne() throws Exception {
        byte[] other = bytes(10);
        wire.next(S3RequestKind.GET).truncatesAfter(1_000_000);
        Hold second = wire.nth(2, S3RequestKind.GET).heldBefore();
        ByteBuffer target = ByteBuffer.allocate(LENGTH);

        try (Crowd pair = new Crowd(2)) {
            pair.together(i -> {
                if (i == 0) {
                    store.read(KEY, 0, Deadline.after(AMPLE), target);
                } else {
                    second.awaitArrival();
                    bucket.put(KEY.value(), other);
                    second.release();
                }
                return i;
            });
        }

        assertThat(target.array()).isEqualTo(other);
        assertThat(wire.counts().requests(S3RequestKind.GET).get(1).header("If-Match"))
                .isPresent();
    }

    @Test
    void aReplacedObjectIsNoticedAlsoWhereTheConditionIsIgnoredAndFailsAReadOfWhichPartsAreInUse() {
        wire.next(S3RequestKind.GET).truncatesAfter(1_000_000);
        wire.every(S3RequestKind.GET).ignoresHeader("If-Match");
        ByteBuffer first = ByteBuffer.allocate(500_000);
        ByteBuffer rest = ByteBuffer.allocate(LENGTH - 500_000);
        ReadTargets targets = ReadTargets.of(full -> bucket.put(KEY.value(), bytes(11)), first, rest);

        assertThatThrownBy(() -> store.read(KEY, 0, Deadline.after(AMPLE), targets))
                .isInstanceOf(StoreException.Failed.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining("replaced");

        assertThat(first.array()).isEqualTo(stored(0, 500_000));
    }

    @Test
    void anAnswerWithTheWholeObjectInsteadOfARangeIsUnderstood() throws Exception {
        wire.every(S3RequestKind.GET).ignoresHeader("Range");

        assertThat(read(1_234_567, 1000, AMPLE)).isEqualTo(stored(1_234_567, 1000));

        ByteBuffer suffix = ByteBuffer.allocate(1000);
        assertThat(store.readSuffix(KEY, Deadline.after(AMPLE), suffix)).isEqualTo(LENGTH);
        assertThat(suffix.array()).isEqualTo(stored(LENGTH - 1000, 1000));
    }

    @Test
    void anAnswerWithAnotherRangeIsNotTaken() throws Exception {
        wire.next(S3RequestKind.GET).changesRequest(head -> head.with("Range", "bytes=1-1000"));
        assertThat(read(0, 1000, AMPLE)).isEqualTo(stored(0, 1000));

        wire.every(S3RequestKind.GET).changesRequest(head -> head.with("Range", "bytes=1-1000"));
        assertThatThrownBy(() -> read(0, 1000, AMPLE))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining("bytes 1-1000/" + LENGTH);
    }

    @Test
    void aRangeThatIsShorterThanAskedForIsCompletedByAnother() throws Exception {
        wire.next(S3RequestKind.GET).changesRequest(head -> head.with("Range", "bytes=100-499"));

        assertThat(read(100, 1000, AMPLE)).isEqualTo(stored(100, 1000));
        assertThat(wire.counts().count(S3RequestKind.GET)).isEqualTo(2);
    }

    @Test
    void whoReadsIsToldThatTheServerAskedForFewerRequests() throws Exception {
        wire.next(S3RequestKind.GET).answersSlowDown();
        wire.nth(2, S3RequestKind.GET).answers(500, "InternalError");
        AtomicLong told = new AtomicLong();
        ByteBuffer target = ByteBuffer.allocate(1000);

        store.read(
                KEY,
                0,
                Deadline.after(AMPLE),
                ReadTargets.of(target).toldTo(full -> {}).whenThrottled(told::incrementAndGet));

        assertThat(target.array()).isEqualTo(stored(0, 1000));
        assertThat(told).hasValue(1);
    }

    @Test
    void aRangeBehindTheEndIsTooShortWithTheNumbers() {
        assertThatThrownBy(() -> read(LENGTH + 10, 100, AMPLE))
                .isInstanceOf(StoreException.TooShort.class)
                .hasMessageContaining(Integer.toString(LENGTH))
                .hasMessageContaining(KEY.value());
        assertThatThrownBy(() -> read(LENGTH - 10, 100, AMPLE)).isInstanceOf(StoreException.TooShort.class);
    }

    @Test
    void aMissingKeyThatIsNotToldWithoutTheRightToListIsSaidSo() {
        wire.every(S3RequestKind.GET).answers(403, "AccessDenied");
        wire.every(S3RequestKind.HEAD).answers(403, "AccessDenied");

        assertThatThrownBy(() -> read(0, 10, AMPLE))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining("s3:ListBucket");
        assertThatThrownBy(() -> store.stat(KEY, Deadline.after(AMPLE)))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("s3:ListBucket");
    }

    @Test
    void anArchivedObjectIsSaidToBeArchived() {
        wire.every(S3RequestKind.GET).answers(403, "InvalidObjectState");

        assertThatThrownBy(() -> read(0, 10, AMPLE))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining("archived");
    }

    @Test
    void whatIsNotWorthARetryIsNotTriedAgain() {
        for (String code : List.of("AccessDenied", "InvalidObjectState")) {
            wire.counts().reset();
            wire.next(S3RequestKind.GET).answers(403, code);
            assertThatThrownBy(() -> read(0, 10, AMPLE)).isInstanceOf(StoreException.Denied.class);
            assertThat(wire.counts().count()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 70_000})
    void aServerThatStallsIsLeftAtTheDeadline(int after) throws Exception {
        wire.next(S3RequestKind.GET).stallsAfter(after);
        long begin = System.nanoTime();

        assertThatThrownBy(() -> read(0, 100_000, Duration.ofMillis(300)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value());

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(read(0, 100_000, AMPLE)).isEqualTo(stored(0, 100_000));
    }

    @Test
    void aServerThatTricklesIsLeftAtTheDeadlineAndTheThreadIsNotInterrupted() throws Exception {
        wire.next(S3RequestKind.GET).slows(50_000);

        assertThatThrownBy(() -> read(0, 1_000_000, Duration.ofMillis(300)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value());

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(read(0, 1000, AMPLE)).isEqualTo(stored(0, 1000));
    }

    @Test
    void aReadThatIsEndedEarlyDoesNotWaitForTheRest() {
        int block = 64 * 1024;
        wire.bandwidth(2_000_000);
        ByteBuffer[] blocks = new ByteBuffer[LENGTH / block];
        Arrays.setAll(blocks, i -> ByteBuffer.allocate(block));
        AtomicLong ended = new AtomicLong();
        ReadTargets targets = ReadTargets.of(
                full -> {
                    ended.set(System.nanoTime());
                    throw new StoreException.Failed("enough", null);
                },
                blocks);

        assertThatThrownBy(() -> store.read(KEY, 0, Deadline.after(AMPLE), targets))
                .hasMessage("enough");

        assertThat(Duration.ofNanos(System.nanoTime() - ended.get())).isLessThan(Duration.ofMillis(50));
        assertThat(wire.counts().bytesDown(S3RequestKind.GET)).isLessThan(1_000_000);
    }
}
