// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.s3.testing.WireRequest;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An object in four parts, and everything that can happen to its requests. */
class UploadFaultsTest {

    private static final int MIB = 1024 * 1024;
    private static final ObjectKey KEY = new ObjectKey("segments/object");
    private static final int PARTS = 4;
    private static final int REQUESTS = PARTS + 2;

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final byte[] bytes = new byte[(PARTS - 1) * 5 * MIB + 77];
    private S3ObjectStore store;

    @BeforeEach
    void open() {
        new Random(5).nextBytes(bytes);
        Map<String, String> settings = new HashMap<>(bucket.settings(wire));
        settings.put("upload.part.bytes", Integer.toString(5 * MIB));
        store = Stores.open(settings);
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

    private void put() throws Exception {
        store.put(KEY, ObjectContent.of(bytes), PutMode.overwrite());
    }

    private static boolean isNoAbort(WireRequest request) {
        return !S3RequestKind.ABORT.test(request);
    }

    private void nothingIsLeft() {
        assertThat(bucket.keys()).isEmpty();
        assertThat(bucket.uploads()).isEmpty();
    }

    private void theNextPutSucceeds() throws Exception {
        wire.heal();
        put();
        assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
        assertThat(bucket.uploads()).isEmpty();
    }

    @Test
    void aRefusalOfEachRequestInTurnLeavesNothing() throws Exception {
        for (int n = 1; n <= REQUESTS; n++) {
            wire.nth(n, UploadFaultsTest::isNoAbort).answers(403, "AccessDenied");

            assertThatThrownBy(this::put).as("request " + n).isInstanceOf(StoreException.Denied.class);

            nothingIsLeft();
        }
        theNextPutSucceeds();
    }

    @Test
    void aResetOfEachRequestInTurnIsMadeUpFor() throws Exception {
        for (int n = 1; n <= REQUESTS; n++) {
            wire.nth(n, UploadFaultsTest::isNoAbort).resetsBefore();

            put();

            assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
            assertThat(bucket.uploads()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void anInterruptAtEachRequestLeavesNothingAndKeepsTheFlag(int n) throws Exception {
        Hold hold = wire.nth(n, UploadFaultsTest::isNoAbort).heldBefore();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread writer = new Thread(() -> {
            try {
                put();
            } catch (Throwable t) {
                failure.set(t);
            }
            flag.set(Thread.currentThread().isInterrupted());
        });
        writer.start();
        hold.awaitArrival();

        writer.interrupt();
        hold.release();
        writer.join();

        assertThat(flag.get()).isTrue();
        if (failure.get() == null) {
            assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
        } else {
            assertThat(failure.get()).isInstanceOf(StoreException.Interrupted.class);
            assertThat(bucket.keys()).isEmpty();
        }
        assertThat(bucket.uploads()).isEmpty();
        theNextPutSucceeds();
    }

    @Test
    void aLostAnswerToTheBeginningLeavesNoUploadBehind() throws Exception {
        wire.next(S3RequestKind.CREATE_UPLOAD).losesAnswer();

        put();

        assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
        assertThat(bucket.uploads()).isEmpty();
    }

    @Test
    void aLostAnswerToTheCompletionIsResolvedByLooking() throws Exception {
        wire.next(S3RequestKind.COMPLETE).losesAnswer();

        put();

        assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
        assertThat(bucket.uploads()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Size.class)
    void aLostAnswerToACreationIsResolvedByLooking(Size size) throws Exception {
        byte[] content = size == Size.SMALL ? new byte[100] : bytes;
        wire.next(size == Size.SMALL ? S3RequestKind.PUT : S3RequestKind.COMPLETE)
                .losesAnswer();

        store.put(KEY, ObjectContent.of(content), PutMode.createOnly());

        assertThat(bucket.bytes(KEY.value())).isEqualTo(content);
        assertThatThrownBy(() -> store.put(KEY, ObjectContent.of(content), PutMode.createOnly()))
                .isInstanceOf(StoreException.PreconditionFailed.class);
    }

    /** By one request, or in parts. */
    enum Size {
        SMALL,
        LARGE
    }

    @Test
    void throttlingIsWaitedForAndComesOutAsSuch() throws Exception {
        wire.next(S3RequestKind.PART).answersSlowDown();
        put();
        assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
    }
}
