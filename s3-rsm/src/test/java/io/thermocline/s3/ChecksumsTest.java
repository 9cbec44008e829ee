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
import io.thermocline.s3.testing.TlsFront;
import io.thermocline.s3.testing.TlsKeys;
import io.thermocline.s3.testing.WireRequest;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bits that flip on their way, up and down, and servers that do not know the SDK's checksums. */
class ChecksumsTest {

    private static final int MIB = 1024 * 1024;
    private static final ObjectKey KEY = new ObjectKey("segments/object");

    @TempDir
    Path directory;

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final Map<String, String> settings = new HashMap<>(bucket.settings(wire));
    private final byte[] bytes = new byte[6 * MIB];

    ChecksumsTest() {
        new Random(3).nextBytes(bytes);
        settings.put("upload.part.bytes", Integer.toString(5 * MIB));
    }

    @AfterEach
    void close() {
        wire.close();
        bucket.close();
    }

    private void put(byte[] content) throws IOException {
        try (S3ObjectStore store = Stores.open(settings)) {
            store.put(KEY, ObjectContent.of(content), PutMode.overwrite());
        }
    }

    /** What S3 says when the checksum behind a body does not fit; the server of the tests does not look. */
    @ParameterizedTest
    @ValueSource(strings = {"BadDigest", "XAmzContentChecksumMismatch"})
    void aBodyThatTheServerFindsDamagedIsSentAgain(String code) throws Exception {
        wire.next(S3RequestKind.PART).answers(400, code);

        put(bytes);

        assertThat(bucket.bytes(KEY.value())).isEqualTo(bytes);
        assertThat(wire.counts().count(S3RequestKind.PART)).isEqualTo(3);
    }

    /** Under TLS, bodies are not signed: the checksum behind them is what the server can tell damage by. */
    @Test
    void underTlsBodiesHaveAChecksumBehindThemToo() throws Exception {
        Assumptions.assumeFalse(bucket.server().has(S3Quirk.REFUSES_SDK_CHECKSUMS));
        TlsKeys keys = TlsKeys.ofTests();
        try (TlsFront front = TlsFront.before(wire.server(), keys)) {
            settings.put("s3.endpoint", front.server().endpoint().toString());
            settings.put("s3.trust.store", keys.trustStore().toString());
            settings.put("s3.trust.store.password", TlsKeys.PASSWORD);

            put(bytes);
            put(new byte[0]);
        }

        assertThat(wire.counts().requests(ChecksumsTest::hasBody)).hasSize(3).allSatisfy(request -> {
            assertThat(request.header("x-amz-content-sha256")).hasValue("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
            assertThat(request.header("x-amz-trailer")).hasValue("x-amz-checksum-crc32");
        });
    }

    /** Without TLS, the bodies are signed. */
    @Test
    void aSignedBodyThatIsDamagedIsRefused() {
        Assumptions.assumeFalse(bucket.server().has(S3Quirk.DOES_NOT_VERIFY_CHECKSUMS));
        wire.next(S3RequestKind.PUT).corruptsRequest(500);

        assertThatThrownBy(() -> put(new byte[1000]))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("something between here and S3 changes requests");

        assertThat(bucket.keys()).isEmpty();
    }

    /** S3 has checksums of whole objects only, and ranges of them are what is read: the segment's own checksums judge. */
    @Test
    void aRangeThatIsDamagedOnItsWayDownNeverReachesAConsumer() throws Exception {
        KafkaSegment segment = KafkaSegment.create(directory, 2L * MIB);
        settings.put("cache.memory.bytes", "0");
        try (S3RemoteStorageManager plugin = new S3RemoteStorageManager()) {
            plugin.configure(settings);
            RemoteLogSegmentMetadata copied =
                    segment.copied(plugin.copyLogSegmentData(segment.metadata(), segment.data()));
            for (int position : new int[] {0, 300_000, MIB - 1}) {
                wire.every(S3RequestKind.GET).corrupts(position);
                assertThatThrownBy(() -> {
                            try (InputStream in = plugin.fetchLogSegment(copied, 0)) {
                                in.readNBytes(MIB);
                            }
                        })
                        .hasMessageContaining("checksum");
                wire.heal();
            }
            try (InputStream in = plugin.fetchLogSegment(copied, 0)) {
                assertThat(in.readAllBytes()).isEqualTo(segment.log());
            }
        }
    }

    @Test
    void byDefaultEveryBodyHasAChecksumBehindIt() throws Exception {
        Assumptions.assumeFalse(bucket.server().has(S3Quirk.REFUSES_SDK_CHECKSUMS));

        put(bytes);
        put(new byte[10]);
        put(new byte[0]);

        assertThat(wire.counts().requests(ChecksumsTest::hasBody))
                .hasSize(4)
                .allSatisfy(request -> assertThat(request.header("x-amz-trailer"))
                        .as(request.toString())
                        .hasValue("x-amz-checksum-crc32"));
        // Without that word at the beginning, S3 does not find the parts again when the upload is completed.
        assertThat(wire.counts().requests(S3RequestKind.CREATE_UPLOAD))
                .singleElement()
                .satisfies(request ->
                        assertThat(request.header("x-amz-checksum-algorithm")).hasValue("CRC32"));
    }

    @Test
    void whereTheyAreNotRequiredThereAreNone() throws Exception {
        settings.put("s3.checksums", "when_required");
        try (S3ObjectStore store = Stores.open(settings)) {
            for (byte[] content : List.of(bytes, new byte[10], new byte[0])) {
                store.put(KEY, ObjectContent.of(content), PutMode.overwrite());
                assertThat(store.stat(KEY, Deadline.never()).length()).isEqualTo(content.length);
            }
            store.put(KEY, ObjectContent.of(bytes), PutMode.overwrite());
            ByteBuffer read = ByteBuffer.allocate(bytes.length);
            store.read(KEY, 0, Deadline.never(), read);
            assertThat(read.array()).isEqualTo(bytes);
            store.delete(List.of(KEY, new ObjectKey("other")), Deadline.never());
        }
        assertThat(wire.counts().requests(ChecksumsTest::hasBody)).hasSize(6).allSatisfy(request -> {
            assertThat(request.header("x-amz-trailer")).isEmpty();
            assertThat(request.header("Content-Encoding")).isEmpty();
            assertThat(request.head().headers())
                    .noneMatch(header -> header.name().toLowerCase(Locale.ROOT).startsWith("x-amz-checksum"));
        });
    }

    private static boolean hasBody(WireRequest request) {
        return request.kind() == S3RequestKind.PUT || request.kind() == S3RequestKind.PART;
    }
}
