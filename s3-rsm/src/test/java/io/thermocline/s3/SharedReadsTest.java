// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.rsm.testing.KafkaSegment;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.store.testing.Hold;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.ObjectName;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager.IndexType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many readers of what nobody has read before: how many requests reach the server. */
@Timeout(60)
class SharedReadsTest {

    private static final int MIB = 1024 * 1024;
    private static final int POSITION = 2 * MIB;
    private static final int BYTES = 1000;

    @TempDir
    Path directory;

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final S3RemoteStorageManager manager = new S3RemoteStorageManager();
    private final ExecutorService readers = Executors.newCachedThreadPool();
    private RemoteLogSegmentMetadata copied;
    private byte[] expected;

    /** The segment's footer is here, and none of its data. */
    @BeforeEach
    void copyASegment() throws Exception {
        Map<String, Object> settings = new HashMap<>(bucket.settings(wire));
        settings.put("broker.id", 4712);
        settings.put("startup.check", "off");
        manager.configure(settings);
        KafkaSegment segment = KafkaSegment.create(directory, 4 * MIB);
        copied = segment.copied(manager.copyLogSegmentData(segment.metadata(), segment.data()));
        expected = Arrays.copyOfRange(segment.log(), POSITION, POSITION + BYTES);
        manager.fetchIndex(copied, IndexType.LEADER_EPOCH).close();
        wire.counts().awaitCount(S3RequestKind.GET, 1);
        wire.counts().awaitCount(S3RequestKind.LIST_UPLOADS, 1);
        wire.counts().reset();
    }

    @AfterEach
    void close() {
        readers.shutdownNow();
        wire.close();
        manager.close();
        bucket.close();
    }

    private byte[] read() throws IOException, RemoteStorageException {
        try (InputStream in = manager.fetchLogSegment(copied, POSITION)) {
            return in.readNBytes(BYTES);
        }
    }

    private List<Future<byte[]>> begin(int count) {
        List<Future<byte[]>> begun = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            begun.add(readers.submit(this::read));
        }
        return begun;
    }

    /** Returns once so many readers have come to a block that was not here. */
    private static void awaitReaders(int count) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (metric("misses-total") + metric("waits-total") < count) {
            assertThat(System.nanoTime()).as("all readers come in time").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private static int metric(String name) throws Exception {
        ObjectName cache = new ObjectName("io.thermocline:type=cache,broker-id=4712,plugin=s3");
        return ((Number) ManagementFactory.getPlatformMBeanServer().getAttribute(cache, name)).intValue();
    }

    private void assertServed(List<Future<byte[]>> begun) throws Exception {
        for (Future<byte[]> reader : begun) {
            assertThat(reader.get()).isEqualTo(expected);
        }
        assertThat(wire.counts().summary()).isEqualTo("1 get");
    }

    @Test
    void sixtyFourReadersOfAColdBlockAreOneRequest() throws Exception {
        Hold hold = wire.next(S3RequestKind.GET).heldBefore();
        List<Future<byte[]>> all = begin(64);
        hold.awaitArrival();
        awaitReaders(64);

        hold.release();

        assertServed(all);
    }

    @Test
    void whenTheFirstReaderIsInterruptedItsRequestServesTheOthers() throws Exception {
        Hold hold = wire.next(S3RequestKind.GET).heldBefore();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread first = new Thread(() -> {
            try {
                read();
            } catch (IOException | RemoteStorageException e) {
                failure.set(e);
            }
        });
        first.start();
        hold.awaitArrival();
        List<Future<byte[]>> others = begin(63);
        awaitReaders(64);

        first.interrupt();
        first.join();
        assertThat(failure.get()).isInstanceOf(IOException.class).hasMessageContaining("interrupted");
        hold.release();

        assertServed(others);
    }
}
