// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the verbs cost in requests, counted on the wire. */
class S3RequestsTest {

    private static final int MIB = 1024 * 1024;
    private static final ObjectKey KEY = new ObjectKey("segments/object");

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private S3ObjectStore store;

    @BeforeEach
    void open() {
        store = Stores.open(bucket.settings(wire));
        // The look for what earlier processes left comes with the opening.
        wire.counts().awaitCount(request -> true, 1);
        wire.counts().reset();
    }

    @AfterEach
    void close() {
        store.close();
        wire.close();
        bucket.close();
    }

    private byte[] put(int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        store.put(KEY, ObjectContent.of(content), PutMode.overwrite());
        return content;
    }

    @Test
    void anObjectThatFitsAPartIsOnePut() throws Exception {
        put(32 * MIB);

        assertThat(wire.counts().count()).as(wire.counts().summary()).isEqualTo(1);
    }

    @Test
    void anObjectOf64MebibytesAndItsTailIsFiveRequestsAtMost() throws Exception {
        byte[] content = put(64 * MIB + 100_000);

        assertThat(wire.counts().count()).as(wire.counts().summary()).isEqualTo(5);
        assertThat(bucket.bytes(KEY.value())).isEqualTo(content);
        assertThat(bucket.uploads()).isEmpty();
    }

    @Test
    void aReadIntoManyBuffersIsOneGet() throws Exception {
        byte[] content = put(3 * MIB);
        wire.counts().reset();
        ByteBuffer heap = ByteBuffer.allocate(MIB);
        ByteBuffer direct = ByteBuffer.allocateDirect(MIB);

        store.read(KEY, 1000, Deadline.never(), heap, direct);

        assertThat(wire.counts().count()).isEqualTo(1);
        assertThat(heap.flip()).isEqualTo(ByteBuffer.wrap(content, 1000, MIB));
        assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(content, 1000 + MIB, MIB));
    }

    @Test
    void deletesOfOneAndOfManyAreOneRequest() throws Exception {
        put(10);
        wire.counts().reset();

        store.delete(List.of(KEY), Deadline.never());
        assertThat(wire.counts().count()).isEqualTo(1);
        store.delete(List.of(KEY, new ObjectKey("other/object")), Deadline.never());

        assertThat(wire.counts().count()).isEqualTo(2);
    }
}
