// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.testing.Hold;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The pool of connections: how many, what happens when there are no more, and those at whose other end nobody is. */
class ConnectionsTest {

    private static final int MIB = 1024 * 1024;
    private static final ObjectKey KEY = new ObjectKey("segments/object");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final StoreContext SMALL = new StoreContext("broker-1", "", key -> true, 2, 2, StoreMeters.none());
    private static final int CONNECTIONS_OF_SMALL = 2 + 2 * 2 + 2;

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final Map<String, String> settings = new HashMap<>(bucket.settings(wire));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    ConnectionsTest() {
        bucket.put(KEY.value(), new byte[1000]);
        settings.put("s3.socket.timeout.ms", "400");
        settings.put("upload.part.bytes", Integer.toString(5 * MIB));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        wire.close();
        bucket.close();
    }

    private static void read(S3ObjectStore store) throws StoreException {
        store.read(KEY, 0, Deadline.after(PATIENCE), ByteBuffer.allocate(1000));
    }

    @Test
    void threadsAsManyAsThereAreNeverUseMoreConnectionsThanThereAre() throws Exception {
        settings.put("s3.socket.timeout.ms", "20000");
        try (S3ObjectStore store = Stores.open(settings, SMALL)) {
            wire.latency(Duration.ofMillis(20));
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                ObjectKey key = new ObjectKey("segments/large-" + i);
                work.add(threads.submit(
                        () -> store.put(key, ObjectContent.of(new byte[21 * MIB]), PutMode.overwrite())));
                work.add(threads.submit(() -> {
                    for (int n = 0; n < 20; n++) {
                        read(store);
                    }
                    return null;
                }));
            }
            for (Future<?> each : work) {
                each.get();
            }
            assertThat(wire.connections()).isLessThanOrEqualTo(CONNECTIONS_OF_SMALL);
        }
    }

    @Test
    void aPoolThatIsExhaustedIsNoDeadStore() throws Exception {
        settings.put("s3.max.attempts", "1");
        try (S3ObjectStore store = Stores.open(settings, SMALL)) {
            wire.counts().awaitCount(S3RequestKind.LIST_UPLOADS, 1);
            wire.every(S3RequestKind.GET).slows(100);
            for (int i = 0; i < CONNECTIONS_OF_SMALL; i++) {
                Future<?> unused = threads.submit(() -> {
                    read(store);
                    return null;
                });
            }
            wire.counts().awaitCount(S3RequestKind.GET, CONNECTIONS_OF_SMALL);

            assertThatThrownBy(() -> read(store))
                    .isInstanceOfSatisfying(
                            StoreException.Unavailable.class,
                            e -> assertThat(e.throttled()).isTrue())
                    .hasMessageContaining("all connections are in use")
                    .hasMessageContaining("s3.max.connections");
        }
    }

    /** As when a server vanishes without a word: what is sent on its connections is never answered. */
    @Test
    void connectionsAtWhoseOtherEndNobodyIsAreUsedOnceMoreAtMost() throws Exception {
        try (S3ObjectStore store = Stores.open(settings, SMALL)) {
            wire.counts().awaitCount(S3RequestKind.LIST_UPLOADS, 1);
            read(store);
            read(store);
            assertThat(wire.connections()).isLessThanOrEqualTo(2);
            List<Hold> silences = List.of(
                    wire.nth(1, S3RequestKind.GET).heldBefore(),
                    wire.nth(2, S3RequestKind.GET).heldBefore(),
                    wire.nth(3, S3RequestKind.GET).heldBefore());
            wire.counts().reset();

            read(store);

            assertThat(wire.counts().count(S3RequestKind.GET)).isEqualTo(4);
            read(store);
            assertThat(wire.counts().count(S3RequestKind.GET)).isEqualTo(5);
            silences.forEach(Hold::release);
        }
    }

    /** The SDK looks for them once a minute; none that has been idle for half of one is used again. */
    @Test
    @EnabledIfSystemProperty(named = "thermocline.full", matches = "true")
    void connectionsThatNobodyUsesAreClosed() throws Exception {
        try (S3ObjectStore store = Stores.open(settings, SMALL)) {
            read(store);
            Deadline deadline = Deadline.after(Duration.ofMinutes(2));
            while (wire.connections() > 0) {
                assertThat(deadline.expired()).as("open: " + wire.connections()).isFalse();
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    @Test
    void aServerThatRestartedIsNoError() throws Exception {
        try (S3ObjectStore store = Stores.open(settings, SMALL)) {
            read(store);
            for (int i = 0; i < 3; i++) {
                wire.down();
                wire.up();
                read(store);
            }
        }
    }
}
