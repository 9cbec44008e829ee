// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.rsm.testing.KafkaSegment;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Quirk;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.Deadline;
import io.thermocline.store.testing.Hold;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager.IndexType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What JMX tells of the requests to S3: all there from the start, and each moved by what it is about. */
class S3MetricsTest {

    private static final MBeanServer JMX = ManagementFactory.getPlatformMBeanServer();
    private static final int MIB = 1024 * 1024;
    private static final List<String> KINDS = List.of(
            "put-object",
            "create-upload",
            "upload-part",
            "complete-upload",
            "abort-upload",
            "list-uploads",
            "get-object",
            "head-object",
            "list-objects",
            "delete-object",
            "delete-objects");
    private static final List<String> COUNTERS = List.of(
            "refusals",
            "server-errors",
            "no-answers",
            "bytes-read",
            "bytes-written",
            "retries",
            "throttles",
            "aborted-uploads");

    @TempDir
    Path directory;

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final Map<String, Object> settings = new HashMap<>();
    private final S3RemoteStorageManager plugin = new S3RemoteStorageManager();

    @BeforeEach
    void start() throws Exception {
        settings.putAll(bucket.settings(wire));
        settings.put("broker.id", 4711);
        settings.put("startup.check", "off");
        settings.put("upload.part.bytes", Integer.toString(5 * MIB));
        plugin.configure(settings);
        // What an earlier process may have left is looked for in the background.
        wire.counts().awaitCount(S3RequestKind.LIST_UPLOADS, 1);
        await("list-uploads-total", 1);
        wire.counts().reset();
    }

    @AfterEach
    void close() {
        plugin.close();
        wire.close();
        bucket.close();
    }

    private static ObjectName bean() throws Exception {
        return new ObjectName("io.thermocline:type=store,broker-id=4711,plugin=s3");
    }

    private static double value(String name) throws Exception {
        return ((Number) JMX.getAttribute(bean(), "s3-" + name)).doubleValue();
    }

    /** Data can be read before the request that brings it has ended. */
    private static void await(String name, double expected) throws Exception {
        Deadline deadline = Deadline.after(Duration.ofSeconds(30));
        while (value(name) != expected) {
            assertThat(deadline.expired())
                    .as(name + " is " + value(name) + ", not " + expected)
                    .isFalse();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private KafkaSegment segment(long bytes) throws Exception {
        return KafkaSegment.create(directory, TestSegment.builder().size(bytes).transactions(0));
    }

    private RemoteLogSegmentMetadata copy(KafkaSegment segment) throws Exception {
        return segment.copied(plugin.copyLogSegmentData(segment.metadata(), segment.data()));
    }

    @Test
    void allAreThereFromTheStart() throws Exception {
        Set<String> names = Stream.of(JMX.getMBeanInfo(bean()).getAttributes())
                .map(MBeanAttributeInfo::getName)
                .collect(Collectors.toSet());

        for (String kind : KINDS) {
            assertThat(names)
                    .contains(
                            "s3-" + kind + "-total",
                            "s3-" + kind + "-errors-total",
                            "s3-" + kind + "-latency-avg",
                            "s3-" + kind + "-latency-max");
        }
        for (String counter : COUNTERS) {
            assertThat(names).contains("s3-" + counter + "-total", "s3-" + counter + "-rate");
            assertThat(value(counter + "-total")).as(counter).isZero();
        }
        assertThat(names).contains("s3-first-byte-avg", "s3-first-byte-max", "s3-connections-in-use");
    }

    /** The put that must be refused is refused: nobody is to be woken by it. */
    @Test
    void theCheckAtStartIsNoFailure() throws Exception {
        plugin.close();
        try (S3RemoteStorageManager checked = new S3RemoteStorageManager()) {
            settings.put("startup.check", "fail");
            checked.configure(settings);

            assertThat(value("put-object-total")).isEqualTo(2);
            assertThat(value("put-object-errors-total")).isZero();
            assertThat(value("refusals-total")).isZero();
        }
    }

    @Test
    void theLifeOfASmallSegment() throws Exception {
        KafkaSegment segment = segment(MIB);
        RemoteLogSegmentMetadata copied = copy(segment);
        try (InputStream in = plugin.fetchIndex(copied, IndexType.OFFSET)) {
            in.readAllBytes();
        }
        try (InputStream in = plugin.fetchLogSegment(copied, 0)) {
            assertThat(in.readAllBytes()).hasSize(MIB);
        }
        plugin.deleteLogSegmentData(copied);

        assertThat(value("put-object-total")).isEqualTo(1);
        // Without checksums behind bodies and without TLS, a body is read once more to be signed.
        int readings = bucket.server().has(S3Quirk.REFUSES_SDK_CHECKSUMS) ? 2 : 1;
        assertThat(value("bytes-written-total"))
                .isEqualTo(readings * objectLength())
                .isGreaterThan(MIB);
        await("connections-in-use", 0);
        await("get-object-total", wire.counts().count(S3RequestKind.GET));
        assertThat(value("bytes-read-total")).isEqualTo(wire.counts().bytesDown(S3RequestKind.GET));
        assertThat(value("delete-object-total")).isEqualTo(1);
        assertThat(value("first-byte-max")).isPositive();
        assertThat(value("get-object-latency-max")).isPositive();
        assertThat(value("put-object-latency-avg")).isPositive();
        assertThat(value("retries-total")).isZero();
    }

    private long objectLength() {
        return wire.counts().requests(S3RequestKind.PUT).stream()
                .mapToLong(put -> Long.parseLong(put.header("x-amz-decoded-content-length")
                        .or(() -> put.header("Content-Length"))
                        .orElseThrow()))
                .sum();
    }

    @Test
    void aLargeSegment() throws Exception {
        copy(segment(11L * MIB));

        assertThat(value("create-upload-total")).isEqualTo(1);
        assertThat(value("upload-part-total")).isEqualTo(3);
        assertThat(value("complete-upload-total")).isEqualTo(1);
        assertThat(value("abort-upload-total")).isZero();
        assertThat(value("upload-part-latency-max")).isPositive();
    }

    @Test
    void anUploadThatIsRefused() throws Exception {
        wire.next(S3RequestKind.PART).answers(403, "AccessDenied");

        assertThatThrownBy(() -> copy(segment(11L * MIB))).isInstanceOf(RemoteStorageException.class);

        assertThat(value("upload-part-errors-total")).isGreaterThanOrEqualTo(1);
        assertThat(value("refusals-total")).isEqualTo(1);
        assertThat(value("aborted-uploads-total")).isEqualTo(1);
        assertThat(value("abort-upload-total")).isEqualTo(1);
    }

    @Test
    void throttlingServerErrorsAndLostConnections() throws Exception {
        wire.next(S3RequestKind.PUT).answersSlowDown();
        copy(segment(MIB));
        assertThat(value("throttles-total")).isEqualTo(1);
        assertThat(value("server-errors-total")).isEqualTo(1);
        assertThat(value("retries-total")).isEqualTo(1);

        wire.next(S3RequestKind.PUT).answers(500, "InternalError");
        copy(segment(MIB));
        assertThat(value("server-errors-total")).isEqualTo(2);
        assertThat(value("throttles-total")).isEqualTo(1);

        wire.next(S3RequestKind.PUT).resetsBefore();
        copy(segment(MIB));
        assertThat(value("no-answers-total")).isEqualTo(1);
        assertThat(value("retries-total")).isEqualTo(3);
        assertThat(value("put-object-errors-total")).isEqualTo(3);
        assertThat(value("put-object-total")).isEqualTo(6);
    }

    @Test
    void aRequestThatIsUnderWayUsesAConnection() throws Exception {
        KafkaSegment segment = segment(MIB);
        Hold hold = wire.next(S3RequestKind.PUT).heldBefore();
        ExecutorService broker = Executors.newSingleThreadExecutor();
        try {
            Future<RemoteLogSegmentMetadata> copied = broker.submit(() -> copy(segment));
            hold.awaitArrival();
            assertThat(value("connections-in-use")).isEqualTo(1);

            hold.release();
            copied.get();

            assertThat(value("connections-in-use")).isZero();
        } finally {
            broker.shutdownNow();
        }
    }
}
