// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ReadTargets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Buffers that are full belong to whoever was told of them, also when the body breaks off in a later one. */
class HandedOverBuffersTest {

    private static final int LENGTH = 500_000;
    private static final ObjectKey KEY = new ObjectKey("segments/object");

    @Test
    void aBodyThatBreaksOffIsResumedWhereItBrokeWhateverBecameOfTheFullBuffers() throws Exception {
        byte[] bytes = new byte[3 * LENGTH];
        new Random(4).nextBytes(bytes);
        ByteBuffer[] buffers = {
            ByteBuffer.allocate(LENGTH), ByteBuffer.allocateDirect(LENGTH), ByteBuffer.allocate(LENGTH)
        };
        List<ByteBuffer> read = new ArrayList<>();
        try (S3Bucket bucket = S3Server.ofTests().newBucket();
                S3Wire wire = S3Wire.to(bucket.server());
                S3ObjectStore store = Stores.open(bucket.settings(wire))) {
            bucket.put(KEY.value(), bytes);
            wire.next(S3RequestKind.GET).truncatesAfter(LENGTH + LENGTH / 2);
            ReadTargets targets = ReadTargets.of(
                    full -> {
                        read.add(ByteBuffer.allocate(LENGTH)
                                .put(buffers[full].flip())
                                .flip());
                        buffers[full].clear();
                    },
                    buffers);

            store.read(KEY, 0, Deadline.never(), targets);

            assertThat(wire.counts().count(S3RequestKind.GET)).isEqualTo(2);
            assertThat(wire.counts().bytesDown(S3RequestKind.GET)).isLessThan(bytes.length + 100_000L);
        }
        assertThat(read)
                .containsExactly(
                        ByteBuffer.wrap(bytes, 0, LENGTH),
                        ByteBuffer.wrap(bytes, LENGTH, LENGTH),
                        ByteBuffer.wrap(bytes, 2 * LENGTH, LENGTH));
    }
}
