// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.testing.Seed;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A wire to the server of the tests, and a client at its end that makes each request once. */
abstract class WireFixture {

    static final String KEY = "a/some key+ü";
    static final int MIB = 1024 * 1024;

    static S3Bucket bucket;

    final Random random = Seed.random();
    final byte[] content = new byte[3 * MIB];
    S3Wire wire;
    S3Client client;

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

    void put(String key, byte[] bytes) {
        client.putObject(request -> request.bucket(bucket.name()).key(key), RequestBody.fromBytes(bytes));
    }

    byte[] get(String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket.name()).key(key))
                .asByteArray();
    }

    byte[] get(String key, String range) throws IOException {
        return client.getObject(
                        request -> request.bucket(bucket.name()).key(key).range(range))
                .readAllBytes();
    }

    long head(String key) {
        return client.headObject(request -> request.bucket(bucket.name()).key(key))
                .contentLength();
    }

    void delete(String key) {
        client.deleteObject(request -> request.bucket(bucket.name()).key(key));
    }

    CompleteMultipartUploadResponse upload(String key, byte[] bytes) {
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

    static void assertStatus(int status, String code, Runnable request) {
        assertThatThrownBy(request::run).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).isEqualTo(status);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
        });
    }

    static Duration timed(Runnable run) {
        long start = System.nanoTime();
        run.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
