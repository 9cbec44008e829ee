// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreMeters;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store at the end of a wire, an object in four parts, and a small one. */
abstract class UploadFixture {

    static final int MIB = 1024 * 1024;
    static final int PART_BYTES = 5 * MIB;
    static final int PARTS = 4;
    static final ObjectKey KEY = new ObjectKey("segments/object");

    final S3Bucket bucket = S3Server.ofTests().newBucket();
    final S3Wire wire = S3Wire.to(bucket.server());
    final byte[] large = bytes((PARTS - 1) * PART_BYTES + 77);
    final byte[] small = bytes(1000);
    S3ObjectStore store;

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void open() {
        store = Stores.open(
                settings(), new StoreContext("broker-1", "segments/", key -> true, 16, 16, StoreMeters.none()));
        forgetTheOpening();
    }

    /** The look for what earlier processes left comes with the opening. */
    void forgetTheOpening() {
        wire.counts().awaitCount(S3RequestKind.LIST_UPLOADS, 1);
        wire.counts().reset();
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(bucket.settings(wire));
        settings.put("upload.part.bytes", Integer.toString(PART_BYTES));
        settings.put("upload.parallelism", Integer.toString(PARTS));
        return settings;
    }

    @AfterEach
    void close() {
        wire.heal();
        store.close();
        wire.close();
        bucket.close();
    }

    void put(byte[] bytes) throws Exception {
        store.put(KEY, ObjectContent.of(bytes), PutMode.overwrite());
    }

    void nothingIsLeft() {
        assertThat(bucket.keys()).doesNotContain(KEY.value());
        assertThat(bucket.uploads()).isEmpty();
        // Some servers list what is being put under a name of its own, until they notice that nobody puts it any more.
        await("no object is left", () -> bucket.keys().isEmpty());
    }

    void theObjectIs(byte[] bytes) {
        assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
        assertThat(bucket.uploads()).isEmpty();
    }

    /** Returns once it is so, or fails the test after half a minute. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (end - System.nanoTime() <= 0) {
                throw new AssertionError("it never came to be that " + what);
            }
            Thread.onSpinWait();
        }
    }
}
