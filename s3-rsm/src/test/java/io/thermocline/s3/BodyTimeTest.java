// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.wrap.WaitingClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a request with a body may take: the server's time counts, that of the content does not. */
class BodyTimeTest extends UploadFixture {

    /** Ample for a part, on a machine that is busy. */
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void openWithLittleTime() {
        store.close();
        settings().forEach(settings::putIfAbsent);
        store = Stores.open(settings, new StoreContext("broker-1"), WaitingClock.system(), LIMIT);
        wire.counts().reset();
    }

    /** A content that waits in the middle, as it does for its turn under a limit of bandwidth. */
    private record SlowContent(byte[] bytes, Hold middle) implements ObjectContent {
        @Override
        public OptionalLong length() {
            return OptionalLong.of(bytes.length);
        }

        @Override
        public ReadableByteChannel open(long position) throws IOException {
            ReadableByteChannel all = ObjectContent.of(bytes).open(position);
            return new ReadableByteChannel() {
                private long at = position;

                @Override
                public int read(ByteBuffer target) throws IOException {
                    if (at > position && at < bytes.length) {
                        middle.pass();
                    }
                    int n = all.read(target);
                    at += Math.max(n, 0);
                    return n;
                }

                @Override
                public boolean isOpen() {
                    return all.isOpen();
                }

                @Override
                public void close() throws IOException {
                    all.close();
                }
            };
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000_000, (PARTS - 1) * PART_BYTES + 1_000_000})
    void aBodyMayWaitForItsContentAsLongAsThatTakes(int length) {
        byte[] bytes = bytes(length);
        Hold middle = new Hold();
        CompletableFuture<Void> putting = CompletableFuture.runAsync(() -> {
            try {
                store.put(KEY, new SlowContent(bytes, middle), PutMode.overwrite());
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        middle.awaitArrival();
        Deadline longer = Deadline.after(LIMIT.plusMillis(500));
        await("the limit is over", longer::expired);
        middle.release();

        putting.join();

        theObjectIs(bytes);
        int parts = length < PART_BYTES ? 0 : PARTS;
        assertThat(wire.counts().count(S3RequestKind.PART)).isEqualTo(parts);
        assertThat(wire.counts().count(S3RequestKind.PUT)).isEqualTo(parts == 0 ? 1 : 0);
    }

    @Test
    void aServerThatDoesNotTakeABodyIsLeftWhenTheTimeIsOver() throws Exception {
        wire.next(S3RequestKind.PART).heldBefore();

        put(large);

        theObjectIs(large);
        assertThat(wire.counts().count(S3RequestKind.PART)).isEqualTo(PARTS + 1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aServerThatNeverAnswersFailsAPutWithAClearMessage() {
        settings.put("s3.max.attempts", "1");
        openWithLittleTime();
        wire.every(S3RequestKind.PUT).heldBefore();

        assertThatThrownBy(() -> put(small))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value())
                .hasMessageContaining("got no answer in time");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
