// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.testing.Crowd;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Whether the server of the tests has the quirks that it is said to have, and no others. */
class S3ServerTest {

    private static S3Bucket bucket;

    @BeforeAll
    static void makeBucket() {
        bucket = S3Server.ofTests().newBucket();
    }

    @AfterAll
    static void deleteBucket() {
        bucket.close();
    }

    @Test
    void returnsWhatWasPut() {
        bucket.put("some", bytes("content"));
        bucket.put("none", bytes(""));

        assertThat(bucket.bytes("some")).isEqualTo(bytes("content"));
        assertThat(bucket.bytes("none")).isEmpty();
        assertThat(bucket.keys()).contains("none", "some");
    }

    @Test
    void refusesACompletionWhoseConditionIsNotMet() {
        bucket.put("taken", bytes("first"));

        boolean refused = isRefused(() -> upload("taken", request -> request.ifNoneMatch("*")));

        assertThat(refused).isEqualTo(!bucket.server().has(S3Quirk.IGNORES_CONDITIONS_ON_COMPLETE));
    }

    @Test
    void saysTheETagOfACompletedUpload() {
        String tag = upload("uploaded", request -> {}).eTag();

        assertThat(tag == null || tag.isEmpty() || tag.equals("\"\""))
                .isEqualTo(bucket.server().has(S3Quirk.EMPTY_ETAG_ON_COMPLETE));
    }

    @Test
    void replacesTheVersionWithTheETagAsItWasSaid() {
        bucket.put("versioned", bytes("first"));
        String tag = bucket.client()
                .headObject(request -> request.bucket(bucket.name()).key("versioned"))
                .eTag();

        boolean refused = isRefused(() -> bucket.client()
                .putObject(
                        request ->
                                request.bucket(bucket.name()).key("versioned").ifMatch(tag),
                        RequestBody.fromString("second")));

        assertThat(refused).isEqualTo(bucket.server().has(S3Quirk.UNQUOTED_IF_MATCH_ONLY));
    }

    @Test
    void refusesADeletionWhoseConditionIsNotMet() {
        bucket.put("kept", bytes("first"));

        boolean refused = isRefused(() -> bucket.client()
                .deleteObject(request ->
                        request.bucket(bucket.name()).key("kept").ifMatch("\"00000000000000000000000000000000\"")));

        assertThat(refused).isEqualTo(!bucket.server().has(S3Quirk.IGNORES_CONDITIONS_ON_DELETE));
    }

    @Test
    void refusesABodyThatDoesNotFitItsChecksum() {
        boolean refused = isRefused(() -> bucket.client()
                .putObject(
                        request -> request.bucket(bucket.name()).key("wrong").checksumCRC32C("AAAAAA=="),
                        RequestBody.fromString("content")));

        assertThat(refused).isEqualTo(!bucket.server().has(S3Quirk.DOES_NOT_VERIFY_CHECKSUMS));
    }

    @Test
    void letsOneOfManyWriters() {
        try (Crowd crowd = new Crowd(16)) {
            for (int round = 0; round < 20; round++) {
                String key = "contended-" + round;
                List<Boolean> created = crowd.together(index -> !isRefused(() -> bucket.client()
                        .putObject(
                                request ->
                                        request.bucket(bucket.name()).key(key).ifNoneMatch("*"),
                                RequestBody.fromString("writer " + index))));
                String tag = unquotedTag(key);
                List<Boolean> replaced = crowd.together(index -> !isRefused(() -> bucket.client()
                        .putObject(
                                request ->
                                        request.bucket(bucket.name()).key(key).ifMatch(tag),
                                RequestBody.fromString("second writer " + index))));

                assertThat(created).containsOnlyOnce(true);
                assertThat(replaced).containsOnlyOnce(true);
            }
        }
    }

    private static String unquotedTag(String key) {
        return bucket.client()
                .headObject(request -> request.bucket(bucket.name()).key(key))
                .eTag()
                .replace("\"", "");
    }

    @Test
    void refusesPartsOfAnAbortedUpload() {
        String id = bucket.client()
                .createMultipartUpload(request -> request.bucket(bucket.name()).key("aborted"))
                .uploadId();
        bucket.client()
                .abortMultipartUpload(
                        request -> request.bucket(bucket.name()).key("aborted").uploadId(id));

        assertThatThrownBy(() -> bucket.client()
                        .uploadPart(
                                request -> request.bucket(bucket.name())
                                        .key("aborted")
                                        .uploadId(id)
                                        .partNumber(1),
                                RequestBody.fromString("late")))
                .isInstanceOf(NoSuchUploadException.class);
    }

    private static CompleteMultipartUploadResponse upload(
            String key, Consumer<CompleteMultipartUploadRequest.Builder> condition) {
        String id = bucket.client()
                .createMultipartUpload(request -> request.bucket(bucket.name()).key(key))
                .uploadId();
        UploadPartResponse part = bucket.client()
                .uploadPart(
                        request -> request.bucket(bucket.name())
                                .key(key)
                                .uploadId(id)
                                .partNumber(1),
                        RequestBody.fromString("part"));
        List<CompletedPart> parts =
                List.of(CompletedPart.builder().partNumber(1).eTag(part.eTag()).build());
        return bucket.client()
                .completeMultipartUpload(request -> request.bucket(bucket.name())
                        .key(key)
                        .uploadId(id)
                        .multipartUpload(upload -> upload.parts(parts))
                        .applyMutation(condition));
    }

    private static boolean isRefused(Runnable request) {
        try {
            request.run();
            return false;
        } catch (S3Exception e) {
            // Ceph answers some of the losers of a race with 500; the client tries again and gets its 412.
            assertThat(e.statusCode()).isIn(400, 409, 412);
            return true;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
