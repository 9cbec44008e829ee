// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static io.thermocline.s3.testing.S3RequestKind.DELETE;
import static io.thermocline.s3.testing.S3RequestKind.GET;
import static io.thermocline.s3.testing.S3RequestKind.HEAD;
import static io.thermocline.s3.testing.S3RequestKind.LIST;
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
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What passes over a wire, which requests a script strikes, and when the wire is there. */
class S3WireTest extends WireFixture {

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
}
