// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static io.thermocline.s3.testing.S3RequestKind.COMPLETE;
import static io.thermocline.s3.testing.S3RequestKind.GET;
import static io.thermocline.s3.testing.S3RequestKind.PART;
import static io.thermocline.s3.testing.S3RequestKind.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.testing.Hold;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What each fault does to a request and its answer. */
class S3WireFaultsTest extends WireFixture {

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
}
