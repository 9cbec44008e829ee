// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.s3.testing.KillableServer;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.s3.testing.WireRequest;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Contents;
import io.thermocline.store.testing.Hold;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is ended by {@code kill -9} in the middle of an upload, and started again. */
class KilledServerTest {

    private static final int PART_BYTES = 5 * 1024 * 1024;
    private static final ObjectKey KEY = new ObjectKey("segments/object");

    @TempDir
    static Path directory;

    private static KillableServer server;

    private final byte[] bytes = Contents.bytes(3 * PART_BYTES + 77);
    private S3Bucket bucket;
    private S3Wire wire;
    private S3ObjectStore store;

    @BeforeAll
    static void startServer() {
        server = KillableServer.ofTests(directory);
    }

    @AfterAll
    static void endServer() {
        server.close();
    }

    @BeforeEach
    void start() {
        bucket = server.server().newBucket();
        wire = S3Wire.to(server.server());
        store = open();
    }

    private S3ObjectStore open() {
        Map<String, String> settings = new HashMap<>(bucket.settings(wire));
        settings.put("upload.part.bytes", Integer.toString(PART_BYTES));
        settings.put("upload.parallelism", "2");
        return Stores.open(settings);
    }

    @AfterEach
    void end() {
        store.close();
        wire.close();
        bucket.close();
    }

    private CompletableFuture<Throwable> putting() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                store.put(KEY, ObjectContent.of(bytes), PutMode.overwrite());
                return null;
            } catch (IOException e) {
                return e;
            }
        });
    }

    /** Kills the server while a request is half way through its body, or done but for its answer. */
    private Throwable putAndKillAt(Hold moment) throws Exception {
        CompletableFuture<Throwable> putting = putting();
        moment.awaitArrival();
        server.kill();
        moment.release();
        Throwable failure = putting.get();
        server.start();
        return failure;
    }

    private void theObjectIsWholeOrNotThere(Throwable failure) {
        if (failure == null) {
            assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
        } else {
            assertThat(failure).isInstanceOf(StoreException.Unavailable.class).hasMessageContaining(KEY.value());
            if (bucket.keys().contains(KEY.value())) {
                // An overwrite whose answer was lost for good may be there; what is there is whole.
                assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
            }
        }
    }

    private void theNextStartLeavesNothingDangling() throws Exception {
        store.close();
        String later = ZonedDateTime.now(ZoneOffset.UTC)
                .plus(UnfinishedUploads.SAFE_AGE)
                .plus(Duration.ofHours(1))
                .format(DateTimeFormatter.RFC_1123_DATE_TIME);
        wire.every(S3RequestKind.LIST_UPLOADS).changesAnswer(head -> head.with("Date", later));
        store = open();
        UploadFixture.await("no upload is left", () -> bucket.uploads().isEmpty());
        store.put(KEY, ObjectContent.of(bytes), PutMode.overwrite());
        assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
    }

    private void killAt(Predicate<WireRequest> which, boolean afterItsAnswer) throws Exception {
        Hold moment =
                afterItsAnswer ? wire.next(which).heldAfter() : wire.next(which).heldBefore();

        Throwable failure = putAndKillAt(moment);

        theObjectIsWholeOrNotThere(failure);
        theNextStartLeavesNothingDangling();
    }

    @Test
    void aServerThatIsKilledBeforeAPart() throws Exception {
        killAt(S3RequestKind.PART, false);
    }

    @Test
    void aServerThatIsKilledInTheMiddleOfAPart() throws Exception {
        wire.bandwidth(PART_BYTES);
        CompletableFuture<Throwable> putting = putting();
        UploadFixture.await("a part is under way", () -> wire.counts().bytesUp(S3RequestKind.PART) > PART_BYTES / 4);

        server.kill();
        Throwable failure = putting.get();
        server.start();
        wire.bandwidth(Long.MAX_VALUE);

        assertThat(failure).isInstanceOf(StoreException.Unavailable.class);
        theObjectIsWholeOrNotThere(failure);
        theNextStartLeavesNothingDangling();
    }

    @Test
    void aServerThatIsKilledBeforeTheCompletion() throws Exception {
        killAt(S3RequestKind.COMPLETE, false);
    }

    @Test
    void aServerThatIsKilledBehindTheCompletion() throws Exception {
        killAt(S3RequestKind.COMPLETE, true);
    }
}
