// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3RequestKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class PacedS3Test {

    private static final String BUCKET = "measured";
    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path directory;

    private PacedS3 server;
    private S3Client client;

    @BeforeEach
    void start() throws IOException {
        server = PacedS3.in(directory);
        client = server.server()
                .clientBuilder()
                .httpClient(Apache5HttpClient.create())
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void anObjectComesBackAsItWasPutWithItsMetadata() {
        byte[] bytes = bytes(3 * MIB + 17);

        client.putObject(
                request -> request.bucket(BUCKET).key("a/b c+d").metadata(Map.of("who", "me")),
                RequestBody.fromBytes(bytes));

        assertThat(get("a/b c+d", null)).isEqualTo(bytes);
        assertThat(client.headObject(request -> request.bucket(BUCKET).key("a/b c+d")))
                .satisfies(head -> {
                    assertThat(head.contentLength()).isEqualTo(bytes.length);
                    assertThat(head.metadata()).containsEntry("who", "me");
                });
    }

    @Test
    void rangesReachOverPartsOfAnUpload() {
        byte[] bytes = bytes(13 * MIB);
        String upload = client.createMultipartUpload(
                        request -> request.bucket(BUCKET).key("parts"))
                .uploadId();
        CompletedPart second = part(upload, 2, Arrays.copyOfRange(bytes, 6 * MIB, bytes.length));
        CompletedPart first = part(upload, 1, Arrays.copyOf(bytes, 6 * MIB));
        client.completeMultipartUpload(request ->
                request.bucket(BUCKET).key("parts").uploadId(upload).multipartUpload(all -> all.parts(first, second)));

        assertThat(get("parts", null)).isEqualTo(bytes);
        assertThat(get("parts", "bytes=%d-%d".formatted(6 * MIB - 5, 6 * MIB + 4)))
                .isEqualTo(Arrays.copyOfRange(bytes, 6 * MIB - 5, 6 * MIB + 5));
        assertThat(get("parts", "bytes=-7")).isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 7, bytes.length));
        assertThat(get("parts", "bytes=%d-%d".formatted(bytes.length - 3, bytes.length + 100)))
                .hasSize(3);
        assertThatThrownBy(() -> get("parts", "bytes=%d-".formatted(bytes.length)))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(416));
    }

    @Test
    void anAbortedUploadLeavesNothing() {
        String upload = client.createMultipartUpload(
                        request -> request.bucket(BUCKET).key("given-up"))
                .uploadId();
        part(upload, 1, bytes(5 * MIB));

        client.abortMultipartUpload(
                request -> request.bucket(BUCKET).key("given-up").uploadId(upload));

        assertThatThrownBy(() -> get("given-up", null)).isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> part(upload, 2, new byte[1])).isInstanceOf(S3Exception.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aSecondCreationIsRefused() {
        put("once", bytes(10));

        assertThatThrownBy(() -> client.putObject(
                        request -> request.bucket(BUCKET).key("once").ifNoneMatch("*"),
                        RequestBody.fromString("again")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        assertThat(get("once", null)).isEqualTo(bytes(10));
    }

    @Test
    void listsArePagedInOrderAndDeletesTakeEffect() {
        for (String key : List.of("p/c", "p/a", "q/x", "p/b")) {
            put(key, bytes(1));
        }

        assertThat(client.listObjectsV2Paginator(
                                request -> request.bucket(BUCKET).prefix("p/").maxKeys(2))
                        .contents())
                .extracting(S3Object::key)
                .containsExactly("p/a", "p/b", "p/c");
        client.deleteObjects(request -> request.bucket(BUCKET)
                .delete(Delete.builder()
                        .objects(ObjectIdentifier.builder().key("p/a").build())
                        .build()));
        client.deleteObject(request -> request.bucket(BUCKET).key("p/b"));
        assertThat(client.listObjectsV2(request -> request.bucket(BUCKET)).contents())
                .extracting(S3Object::key)
                .containsExactly("p/c", "q/x");
    }

    @Test
    void requestsAndBytesAreCounted() {
        put("counted", bytes(MIB));
        get("counted", "bytes=0-99");

        Traffic traffic = server.takeTraffic();

        assertThat(traffic.requests()).isEqualTo(Map.of(S3RequestKind.PUT, 1L, S3RequestKind.GET, 1L));
        assertThat(traffic.bytesUp()).isEqualTo(MIB);
        assertThat(traffic.bytesDown()).isEqualTo(100);
        assertThat(server.takeTraffic().requests()).isEmpty();
    }

    @Test
    void anAnswerIsNotFasterThanItsPace() {
        put("slow", bytes(2 * MIB));
        server.pace(new Pace(Duration.ofMillis(100), 10L * MIB));
        long start = System.nanoTime();

        get("slow", null);

        // A tenth of a second until it begins, and two for the bytes, of which some may come early.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(280));
    }

    @Test
    void aBodyThatIsGivenUpDoesNotDisturbTheNextRequest() throws IOException {
        put("large", bytes(20 * MIB));
        ResponseInputStream<GetObjectResponse> body =
                client.getObject(request -> request.bucket(BUCKET).key("large"));
        assertThat(body.readNBytes(10)).hasSize(10);

        body.abort();

        assertThat(get("large", "bytes=5-6")).isEqualTo(Arrays.copyOfRange(bytes(20 * MIB), 5, 7));
    }

    private void put(String key, byte[] bytes) {
        client.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    private byte[] get(String key, String range) {
        return client.getObject(request -> request.bucket(BUCKET).key(key).range(range), ResponseTransformer.toBytes())
                .asByteArray();
    }

    private CompletedPart part(String upload, int number, byte[] bytes) {
        String etag = client.uploadPart(
                        request -> request.bucket(BUCKET)
                                .key("parts")
                                .uploadId(upload)
                                .partNumber(number),
                        RequestBody.fromBytes(bytes))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
