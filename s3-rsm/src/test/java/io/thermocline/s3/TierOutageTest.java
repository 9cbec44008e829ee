// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.rsm.testing.KafkaSegment;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager.IndexType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the broker sees of a server that is away, silent, or stuck in the middle of a body. */
class TierOutageTest {

    private static final int MIB = 1024 * 1024;
    private static final Duration FETCH_TIME = Duration.ofMillis(1500);
    /** How much later a machine under load may notice that the time is over. */
    private static final Duration LATENESS = Duration.ofSeconds(1);

    /** What may be the matter with a server. */
    enum Outage {
        REFUSES {
            @Override
            void begin(S3Wire wire) {
                wire.down();
            }

            @Override
            void end(S3Wire wire) {
                wire.up();
            }
        },
        NEVER_ANSWERS {
            @Override
            void begin(S3Wire wire) {
                wire.every().heldBefore();
            }
        },
        STALLS_IN_BODIES {
            @Override
            void begin(S3Wire wire) {
                wire.every(S3RequestKind.GET).stallsAfter(100);
                wire.every(request -> !S3RequestKind.GET.test(request)).heldAfter();
            }
        },
        ANSWERS_503 {
            @Override
            void begin(S3Wire wire) {
                wire.every().answersSlowDown();
            }
        };

        abstract void begin(S3Wire wire);

        void end(S3Wire wire) {
            wire.heal();
        }
    }

    @TempDir
    Path directory;

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private S3RemoteStorageManager manager;
    private KafkaSegment segment;
    private RemoteLogSegmentMetadata copied;
    private RemoteLogSegmentMetadata doomed;

    @BeforeEach
    void copyTwoSegments() throws Exception {
        manager = start();
        segment = KafkaSegment.create(Files.createDirectory(directory.resolve("1")), 3 * MIB);
        copied = copy(segment);
        doomed = copy(KafkaSegment.create(Files.createDirectory(directory.resolve("2")), MIB));
    }

    private RemoteLogSegmentMetadata copy(KafkaSegment source) throws RemoteStorageException {
        return source.copied(manager.copyLogSegmentData(source.metadata(), source.data()));
    }

    /** Starts a manager that has nothing cached. */
    private S3RemoteStorageManager start() {
        Map<String, Object> settings = new HashMap<>(bucket.settings(wire));
        settings.put("broker.id", 1);
        settings.put("fetch.timeout.ms", FETCH_TIME.toMillis());
        settings.put("fetch.index.timeout.ms", FETCH_TIME.toMillis());
        settings.put("delete.timeout.ms", FETCH_TIME.toMillis());
        settings.put("startup.check", "off");
        S3RemoteStorageManager fresh = new S3RemoteStorageManager();
        fresh.configure(settings);
        return fresh;
    }

    @AfterEach
    void close() {
        wire.close();
        manager.close();
        bucket.close();
    }

    private static void failsInTime(ThrowingCallable call, Class<? extends Throwable> type) {
        long begin = System.nanoTime();
        assertThatThrownBy(call).isInstanceOf(type).hasMessageContaining("segments/orders/");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(FETCH_TIME.plus(LATENESS));
    }

    /** Returns some bytes, or none if that fails. */
    private byte[] fetch(int from) {
        try (InputStream in = manager.fetchLogSegment(copied, from)) {
            return in.readNBytes(1000);
        } catch (RemoteStorageException | IOException e) {
            return new byte[0];
        }
    }

    private byte[] index() {
        try (InputStream in = manager.fetchIndex(copied, IndexType.OFFSET)) {
            return in.readAllBytes();
        } catch (RemoteStorageException | IOException e) {
            return new byte[0];
        }
    }

    private byte[] stored(int from) {
        try {
            return Arrays.copyOfRange(segment.log(), from, from + 1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCallFailsClearlyWithinItsTimeAndWorksAgainWhenTheServerIsBack(Outage outage) throws Exception {
        manager.close();
        manager = start();
        InputStream reading = manager.fetchLogSegment(copied, 0);
        outage.begin(wire);

        failsInTime(() -> manager.fetchIndex(copied, IndexType.OFFSET), RemoteStorageException.class);
        failsInTime(() -> reading.read(new byte[100]), IOException.class);
        failsInTime(() -> manager.deleteLogSegmentData(doomed), RemoteStorageException.class);

        outage.end(wire);
        long back = System.nanoTime();
        UploadFixture.await("data can be read again", () -> Arrays.equals(fetch(1_000_000), stored(1_000_000)));
        UploadFixture.await("indexes can be read again", () -> index().length > 0);
        // Far less than the silence that a connection may keep: nothing of before is waited for.
        assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(10));
        UploadFixture.await(
                "what failed to be deleted is deleted", () -> bucket.keys().size() == 1);
        reading.close();
    }

    @Test
    void aStreamThatIsClosedEarlyDoesNotWaitForTheRest() throws Exception {
        wire.bandwidth(2_000_000);
        InputStream in = manager.fetchLogSegment(copied, 0);
        assertThat(in.readNBytes(64 * 1024)).hasSize(64 * 1024);
        long begin = System.nanoTime();

        in.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(50));
    }
}
