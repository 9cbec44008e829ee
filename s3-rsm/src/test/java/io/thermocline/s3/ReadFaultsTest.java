// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.testing.Seed;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads from a server that breaks off, stalls and is away. */
class ReadFaultsTest {

    private static final int LENGTH = 3_000_000;
    private static final ObjectKey KEY = new ObjectKey("segments/object");

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final byte[] bytes = new byte[LENGTH];
    private S3ObjectStore store;

    @BeforeEach
    void open() {
        new Random(9).nextBytes(bytes);
        bucket.put(KEY.value(), bytes);
        store = Stores.open(bucket.settings(wire));
    }

    @AfterEach
    void close() {
        store.close();
        wire.close();
        bucket.close();
    }

    private ByteBuffer read(int offset, int length, Duration time) throws StoreException {
        ByteBuffer target = ByteBuffer.allocate(length);
        store.read(KEY, offset, Deadline.after(time), target);
        return target.flip();
    }

    @Test
    void aBodyThatBreaksOffIsResumedWhereItBroke() throws Exception {
        wire.next(S3RequestKind.GET).truncatesAfter(2_000_000);
        wire.counts().reset();

        assertThat(read(0, LENGTH, Duration.ofSeconds(20))).isEqualTo(ByteBuffer.wrap(bytes));

        assertThat(wire.counts().count(S3RequestKind.GET)).isEqualTo(2);
        assertThat(wire.counts().bytesDown(S3RequestKind.GET)).isLessThan(LENGTH + 100_000);
    }

    @Test
    void randomReadsFromABadServerAreByteExactAndNoneFails() throws Exception {
        Random random = Seed.random();
        wire.oneIn(20, random, S3RequestKind.GET).truncatesSomewhere(random);
        wire.oneIn(20, random, S3RequestKind.GET).resetsSomewhere(random);
        wire.oneIn(20, random, S3RequestKind.GET).answers(500, "InternalError");

        for (int i = 0; i < 500; i++) {
            int length = 1 + random.nextInt(100_000);
            int offset = random.nextInt(LENGTH - length);
            assertThat(read(offset, length, Duration.ofSeconds(30))).isEqualTo(ByteBuffer.wrap(bytes, offset, length));
        }
    }

    @Test
    void anAnswerWithTheWholeObjectInsteadOfARangeIsUnderstood() throws Exception {
        wire.every(S3RequestKind.GET).ignoresHeader("Range");

        assertThat(read(1_234_567, 1000, Duration.ofSeconds(20))).isEqualTo(ByteBuffer.wrap(bytes, 1_234_567, 1000));
    }

    @Test
    void aServerThatFallsSilentIsLeftAtTheDeadline() throws Exception {
        Hold silence = wire.next(S3RequestKind.GET).stallsAfter(1000);

        assertThatThrownBy(() -> read(0, 100_000, Duration.ofMillis(300)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value());

        silence.release();
    }

    @Test
    void aServerThatIsAwayFailsClearlyAndWorksAgainWhenItIsBack() throws Exception {
        wire.down();
        assertThatThrownBy(() -> read(0, 1000, Duration.ofSeconds(1)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(KEY.value());

        wire.up();

        assertThat(read(0, 1000, Duration.ofSeconds(20))).isEqualTo(ByteBuffer.wrap(bytes, 0, 1000));
    }
}
