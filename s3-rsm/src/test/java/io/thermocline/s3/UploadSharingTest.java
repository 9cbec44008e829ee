// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.thermocline.s3.testing.S3Quirk;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.WireRequest;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.testing.Crowd;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.wrap.TappedContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many uploads at once, and what they share: turns, threads, memory. */
class UploadSharingTest extends UploadFixture {

    /** A content of zeros that counts how many of its kind are being read at once. */
    private static final class Counted implements ObjectContent {
        private final long length;
        private final AtomicInteger open;
        private final AtomicInteger most;

        Counted(long length, AtomicInteger open, AtomicInteger most) {
            this.length = length;
            this.open = open;
            this.most = most;
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(length);
        }

        @Override
        public ReadableByteChannel open(long position) {
            if (position < length) {
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
            }
            return new Zeros(position);
        }

        private final class Zeros implements ReadableByteChannel {
            private long position;
            private boolean closed;

            Zeros(long position) {
                this.position = position;
                this.closed = position >= length;
            }

            @Override
            public int read(ByteBuffer target) {
                int n = (int) Math.min(target.remaining(), length - position);
                if (n == 0) {
                    return -1;
                }
                position += n;
                target.put(new byte[n]);
                return n;
            }

            @Override
            public boolean isOpen() {
                return !closed;
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                }
            }
        }
    }

    private void openWithWriters(int writers) {
        store.close();
        wire.counts().reset();
        store = Stores.open(settings(), new StoreContext("broker-1", "", key -> true, 4, writers, StoreMeters.none()));
        forgetTheOpening();
    }

    private CompletableFuture<Void> putting(String key, byte[] bytes) {
        return CompletableFuture.runAsync(() -> {
            try {
                store.put(new ObjectKey(key), ObjectContent.of(bytes), PutMode.overwrite());
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    @Test
    void asManyPartsAsConfiguredAreUnderWayAtOnce() {
        Hold parts = wire.every(S3RequestKind.PART).heldBefore();

        CompletableFuture<Void> putting = putting(KEY.value(), large);
        parts.awaitArrivals(PARTS);

        parts.release();
        putting.join();
        theObjectIs(large);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void manyUploadsWithFewTurnsAllEndAndNeverTakeMore(int writers) {
        openWithWriters(writers);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Crowd crowd = new Crowd(6)) {
            crowd.together(i -> {
                long length = i % 3 == 0 ? 100_000 : 2L * PART_BYTES + 5;
                store.put(new ObjectKey("object/" + i), new Counted(length, open, most), PutMode.overwrite());
                return i;
            });
        }

        assertThat(most.get()).isEqualTo(writers);
        assertThat(open.get()).isZero();
        assertThat(bucket.keys()).hasSize(6);
        assertThat(bucket.uploads()).isEmpty();
    }

    @Test
    void aNewUploadTakesTurnsWithOneThatIsUnderWay() {
        openWithWriters(1);
        Hold firstPart = wire.next(S3RequestKind.PART).heldBefore();
        CompletableFuture<Void> first = putting("first", bytes(2 * PARTS * PART_BYTES));
        firstPart.awaitArrival();
        CompletableFuture<Void> second = putting("second", large);
        wire.counts().awaitCount(S3RequestKind.CREATE_UPLOAD, 2);
        await("the second has lined up", () -> waiting("second"));

        firstPart.release();
        CompletableFuture.allOf(first, second).join();

        List<String> order = wire.counts().requests(S3RequestKind.PART).stream()
                .map(WireRequest::key)
                .toList();
        assertThat(order.indexOf("second")).isLessThanOrEqualTo(PARTS);
        assertThat(order.lastIndexOf("first")).isGreaterThan(order.indexOf("second") + PARTS - 1);
    }

    /** Returns whether a put's beginning was answered and its thread waits for its parts. */
    private boolean waiting(String key) {
        return wire.counts().requests(S3RequestKind.CREATE_UPLOAD).stream()
                        .anyMatch(request -> request.key().equals(key) && request.status() == 200)
                && Thread.getAllStackTraces().values().stream()
                                .filter(stack -> List.of(stack).stream()
                                        .anyMatch(frame -> frame.getMethodName().equals("awaitAll")))
                                .count()
                        == 2;
    }

    @Test
    void aSmallPutWaitsForNoMoreThanThePartsBeforeIt() {
        openWithWriters(1);
        Hold firstPart = wire.next(S3RequestKind.PART).heldBefore();
        CompletableFuture<Void> first = putting("first", large);
        firstPart.awaitArrival();
        CompletableFuture<Void> second = putting("second", small);
        await(
                "the second waits for its turn",
                () -> Thread.getAllStackTraces().values().stream()
                        .anyMatch(stack -> List.of(stack).stream()
                                        .anyMatch(frame -> frame.getClassName().equals(SinglePut.class.getName()))
                                && List.of(stack).stream()
                                        .anyMatch(frame -> frame.getMethodName().equals("acquire"))));

        firstPart.release();
        CompletableFuture.allOf(first, second).join();

        List<S3RequestKind> order = wire.counts().requests().stream()
                .map(WireRequest::kind)
                .filter(kind -> kind == S3RequestKind.PART || kind == S3RequestKind.PUT)
                .toList();
        assertThat(order.indexOf(S3RequestKind.PUT)).isLessThanOrEqualTo(2);
    }

    @Test
    void aPartIsReadFromItsSourceAsItIsSent() throws Exception {
        assumeFalse(
                bucket.server().has(S3Quirk.REFUSES_SDK_CHECKSUMS),
                "a body without the SDK's checksum is read once more beforehand, for its signature");
        int partBytes = 32 * MIB;
        Map<String, String> settings = settings();
        settings.put("upload.part.bytes", Integer.toString(partBytes));
        settings.put("upload.parallelism", "1");
        store.close();
        store = Stores.open(settings);
        wire.bandwidth(partBytes);
        AtomicLong read = new AtomicLong();
        AtomicLong farthestAhead = new AtomicLong();
        ObjectContent content = new TappedContent(ObjectContent.of(new byte[partBytes + 10]), n -> {
            long ahead = read.addAndGet(n) - wire.counts().bytesUp(S3RequestKind.PART);
            farthestAhead.accumulateAndGet(ahead, Math::max);
        });

        store.put(KEY, content, PutMode.overwrite());

        assertThat(read.get()).isEqualTo(partBytes + 10);
        // What is ahead is in the sockets.
        assertThat(farthestAhead.get()).isLessThan(partBytes / 2);
    }
}
