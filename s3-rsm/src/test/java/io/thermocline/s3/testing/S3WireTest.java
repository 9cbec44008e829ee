// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static io.thermocline.s3.testing.S3RequestKind.COMPLETE;
import static io.thermocline.s3.testing.S3RequestKind.DELETE;
import static io.thermocline.s3.testing.S3RequestKind.GET;
import static io.thermocline.s3.testing.S3RequestKind.HEAD;
import static io.thermocline.s3.testing.S3RequestKind.LIST;
import static io.thermocline.s3.testing.S3RequestKind.PART;
import static io.thermocline.s3.testing.S3RequestKind.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.testing.Hold;
import io.thermocline.store.testing.Seed;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3WireTest {

    private static final String KEY = "a/some key+ü";
    private static final int MIB = 1024 * 1024;

    private static S3Bucket bucket;

    private final Random random = Seed.random();
    private final byte[] content = new byte[3 * MIB];
    private S3Wire wire;
    private S3Client client;

    @BeforeAll
    static void makeBucket() {
        bucket = S3Server.ofTests().newBucket();
    }

    @AfterAll
    static void deleteBucket() {
        bucket.close();
    }

    @BeforeEach
    void layWire() {
        random.nextBytes(content);
        wire = S3Wire.to(bucket.server());
        client = wire.server()
                .clientBuilder()
                .overrideConfiguration(configuration -> configuration.retryStrategy(retries -> retries.maxAttempts(1)))
                .build();
    }

    @AfterEach
    void takeWireDown() {
        client.close();
        wire.close();
        bucket.clear();
    }

    @Test
    void passesOnWhatIsPutAndReadAndCountsIt() throws IOException {
        put(KEY, content);
        put("none", new byte[0]);

        assertThat(bucket.bytes(KEY)).isEqualTo(content);
        assertThat(get(KEY)).isEqualTo(content);
        assertThat(get("none")).isEmpty();
        assertThat(wire.counts()).hasToString("2 get, 2 put");
        assertThat(wire.counts().bytesUp(PUT)).isBetween((long) content.length, content.length + 100_000L);
        assertThat(wire.counts().bytesDown(GET)).isEqualTo(content.length);
        assertThat(wire.counts().requests(GET))
                .allSatisfy(request -> assertThat(request.status()).isEqualTo(200));
        assertThat(wire.counts().requests(GET).get(0).key()).isEqualTo(KEY);
        assertThat(wire.counts().requests()).noneMatch(WireRequest::isFaulty);
    }

    @Test
    void passesOnRangesHeadsListingsDeletionsAndErrors() throws IOException {
        put(KEY, content);

        assertThat(get(KEY, "bytes=1000-1999")).isEqualTo(java.util.Arrays.copyOfRange(content, 1000, 2000));
        assertThat(head(KEY)).isEqualTo(content.length);
        assertThat(client.listObjectsV2(request -> request.bucket(bucket.name()))
                        .contents())
                .singleElement()
                .satisfies(object -> assertThat(object.key()).isEqualTo(KEY));
        delete(KEY);
        assertThatThrownBy(() -> head(KEY)).isInstanceOf(S3Exception.class);
        assertThatThrownBy(() -> get(KEY)).isInstanceOf(S3Exception.class);

        assertThat(wire.counts()).hasToString("2 get, 2 head, 1 put, 1 delete, 1 list");
    }

    @Test
    void keepsAConnectionFromRequestToRequest() throws IOException {
        put(KEY, content);
        get(KEY);
        head(KEY);

        assertThat(wire.connections()).isEqualTo(1);
    }

    @Test
    void answersTheNthRequestOfAKindByItselfAndNoOther() throws IOException {
        wire.nth(2, PUT).answersSlowDown();

        put("first", content);
        assertStatus(503, "SlowDown", () -> put("second", content));
        put("third", content);

        assertThat(bucket.keys()).containsExactly("first", "third");
        assertThat(wire.counts().requests(PUT)).extracting(WireRequest::status).containsExactly(200, 503, 200);
        assertThat(wire.counts().requests(PUT))
                .extracting(WireRequest::isFaulty)
                .containsExactly(false, true, false);
    }

    @Test
    void answersEveryRequestByItselfUntilItIsHealed() throws IOException {
        wire.every(HEAD.or(GET)).answers(409, "ConditionalRequestConflict");

        put(KEY, content);
        assertStatus(409, "ConditionalRequestConflict", () -> get(KEY));
        assertThatThrownBy(() -> head(KEY))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(409));
        wire.heal();

        assertThat(get(KEY)).isEqualTo(content);
    }

    @Test
    void strikesRequestsByChance() {
        put(KEY, content);
        wire.oneIn(2, random, HEAD).answers(500, "InternalError");

        int failures = 0;
        for (int i = 0; i < 200; i++) {
            try {
                head(KEY);
            } catch (S3Exception e) {
                failures++;
            }
        }

        assertThat(failures).isBetween(50, 150);
        assertThat(wire.counts().requests(WireRequest::isFaulty)).hasSize(failures);
    }

    @Test
    void failsACompletionAfterTheAnswerHasBegunWith200() {
        wire.next(COMPLETE).answers(200, "InternalError");

        assertThatThrownBy(() -> upload(KEY, content)).isInstanceOf(S3Exception.class);

        assertThat(bucket.keys()).isEmpty();
        assertThat(bucket.uploads()).containsExactly(KEY);
    }

    @Test
    void resetsBeforeTheServerHears() {
        wire.next(PUT).resetsBefore();

        assertThatThrownBy(() -> put(KEY, content)).isInstanceOf(SdkClientException.class);

        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void resetsInTheMiddleOfARequestsBody() {
        wire.next(PART).resetsRequestAfter(MIB);

        assertThatThrownBy(() -> upload(KEY, content)).isInstanceOf(SdkClientException.class);

        assertThat(wire.counts().requests(PART))
                .singleElement()
                .satisfies(part -> assertThat(part.bytesUp()).isEqualTo(MIB));
    }

    @Test
    void losesTheAnswerOfWhatTheServerHasDone() {
        wire.next(COMPLETE).losesAnswer();

        assertThatThrownBy(() -> upload(KEY, content)).isInstanceOf(SdkClientException.class);

        assertThat(bucket.bytes(KEY)).isEqualTo(content);
        assertThat(bucket.uploads()).isEmpty();
    }

    @Test
    void truncatesABody() {
        put(KEY, content);
        wire.next(GET).truncatesAfter(1000);
        wire.next(GET).truncatesSomewhere(random);

        assertThatThrownBy(() -> get(KEY)).isInstanceOf(Exception.class);
        assertThat(wire.counts().requests(GET).get(0).bytesDown()).isEqualTo(1000);
        assertThat(wire.counts().requests(GET).get(0).status()).isEqualTo(200);
        assertThat(get(KEY)).isEqualTo(content);
    }

    @Test
    void resetsInTheMiddleOfABody() {
        put(KEY, content);
        wire.next(GET).resetsAfter(MIB);

        assertThatThrownBy(() -> get(KEY)).isInstanceOf(Exception.class);

        assertThat(wire.counts().bytesDown(GET)).isEqualTo(MIB);
    }

    @Test
    void flipsABit() throws IOException {
        put(KEY, content);
        wire.next(GET).corrupts(2 * MIB + 17);
        content[2 * MIB + 17] ^= 0x10;

        assertThat(get(KEY, "bytes=0-" + (content.length - 1))).isEqualTo(content);
    }

    @Test
    void stallsWithinABodyUntilItIsReleased() throws Exception {
        put(KEY, content);
        Hold hold = wire.next(GET).stallsAfter(MIB);
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> get(KEY), reader);
            hold.awaitArrival();
            assertThat(read).isNotDone();
            assertThat(wire.counts().bytesDown(GET)).isEqualTo(MIB);
            hold.release();

            assertThat(read.join()).isEqualTo(content);
        } finally {
            reader.shutdownNow();
        }
    }

    @Test
    void holdsARequestBeforeAndAfterTheServerHasSeenIt() {
        Hold before = wire.nth(1, PUT).heldBefore();
        Hold after = wire.nth(2, PUT).heldAfter();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> put("first", content), writer);
            before.awaitArrival();
            assertThat(bucket.keys()).isEmpty();
            before.release();
            first.join();

            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> put("second", content), writer);
            after.awaitArrival();
            assertThat(bucket.keys()).containsExactly("first", "second");
            assertThat(second).isNotDone();
            after.release();
            second.join();
        } finally {
            writer.shutdownNow();
        }
    }

    @Test
    void slowsOneBody() {
        put(KEY, content);
        wire.next(GET).slows(10 * MIB);

        Duration slow = timed(() -> get(KEY));

        assertThat(slow).isBetween(Duration.ofMillis(290), Duration.ofSeconds(3));
    }

    @Test
    void limitsEachConnectionAndDelaysEachAnswer() {
        wire.bandwidth(10L * MIB);
        Duration up = timed(() -> put(KEY, content));
        Duration down = timed(() -> get(KEY));
        wire.bandwidth(Long.MAX_VALUE);
        wire.latency(Duration.ofMillis(200));
        Duration late = timed(() -> head(KEY));

        assertThat(up).isGreaterThan(Duration.ofMillis(290));
        assertThat(down).isGreaterThan(Duration.ofMillis(290));
        assertThat(late).isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void letsTheServerIgnoreARangeAndACondition() throws IOException {
        put(KEY, content);
        wire.next(GET).ignoresHeader("Range");

        ResponseInputStream<GetObjectResponse> whole = client.getObject(
                request -> request.bucket(bucket.name()).key(KEY).range("bytes=10-19"));

        assertThat(whole.response().sdkHttpResponse().statusCode()).isEqualTo(200);
        assertThat(whole.readAllBytes()).isEqualTo(content);
        wire.next(COMPLETE).ignoresHeader("If-None-Match");
        upload(KEY, new byte[10]);
        assertThat(bucket.bytes(KEY)).hasSize(10);
    }

    @Test
    void changesHeadersAndBodiesOfAnswers() {
        wire.next(PUT).changesAnswer(head -> head.with("ETag", "unquoted"));
        wire.next(COMPLETE).changesAnswerBody(xml -> xml.replaceAll("<ETag>.*</ETag>", "<ETag></ETag>"));

        String put = client.putObject(
                        request -> request.bucket(bucket.name()).key("put"), RequestBody.fromBytes(content))
                .eTag();
        String complete = upload(KEY, content).eTag();

        assertThat(put).isEqualTo("unquoted");
        assertThat(complete).isNullOrEmpty();
    }

    @Test
    void isDownAndUpAgainAtTheSamePort() {
        put(KEY, content);
        wire.down();

        assertThatThrownBy(() -> get(KEY)).isInstanceOf(SdkClientException.class);
        assertThat(wire.connections()).isZero();
        wire.up();

        assertThat(get(KEY)).isEqualTo(content);
    }

    @Test
    void endsWhatIsHeldWhenItIsClosed() {
        Hold hold = wire.next(LIST.or(DELETE)).heldBefore();
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Void> held = CompletableFuture.runAsync(() -> delete(KEY), caller);
            hold.awaitArrival();
            wire.close();

            assertThatThrownBy(held::join).hasCauseInstanceOf(SdkClientException.class);
        } finally {
            caller.shutdownNow();
        }
    }

    private void put(String key, byte[] bytes) {
        client.putObject(request -> request.bucket(bucket.name()).key(key), RequestBody.fromBytes(bytes));
    }

    private byte[] get(String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket.name()).key(key))
                .asByteArray();
    }

    private byte[] get(String key, String range) throws IOException {
        return client.getObject(
                        request -> request.bucket(bucket.name()).key(key).range(range))
                .readAllBytes();
    }

    private long head(String key) {
        return client.headObject(request -> request.bucket(bucket.name()).key(key))
                .contentLength();
    }

    private void delete(String key) {
        client.deleteObject(request -> request.bucket(bucket.name()).key(key));
    }

    private CompleteMultipartUploadResponse upload(String key, byte[] bytes) {
        String id = client.createMultipartUpload(
                        request -> request.bucket(bucket.name()).key(key))
                .uploadId();
        String tag = client.uploadPart(
                        request -> request.bucket(bucket.name())
                                .key(key)
                                .uploadId(id)
                                .partNumber(1),
                        RequestBody.fromBytes(bytes))
                .eTag();
        return client.completeMultipartUpload(request -> request.bucket(bucket.name())
                .key(key)
                .uploadId(id)
                .ifNoneMatch("*")
                .multipartUpload(upload -> upload.parts(
                        CompletedPart.builder().partNumber(1).eTag(tag).build())));
    }

    private static void assertStatus(int status, String code, Runnable request) {
        assertThatThrownBy(request::run).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).isEqualTo(status);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
        });
    }

    private static Duration timed(Runnable run) {
        long start = System.nanoTime();
        run.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
