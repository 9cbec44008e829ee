// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3ProcessTest {

    private static final int MIB = 1 << 20;

    @Test
    void keepsItsObjectsWhenItIsKilledAndStartedAgain(@TempDir Path directory) {
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        try (S3Process process = S3Process.in(directory);
                S3Bucket bucket = process.server().newBucket()) {
            S3Server before = process.server();
            bucket.put("key", content);

            process.kill();
            assertThatThrownBy(() -> bucket.bytes("key")).isInstanceOf(SdkClientException.class);
            process.start();

            assertThat(process.server()).isEqualTo(before);
            assertThat(bucket.bytes("key")).isEqualTo(content);
        }
    }

    @Test
    void hasNothingOfAnObjectThatWasBeingPutWhenItWasKilled(@TempDir Path directory) {
        byte[] content = new byte[4 * MIB];
        try (S3Process process = S3Process.in(directory);
                S3Bucket bucket = process.server().newBucket();
                S3Wire wire = S3Wire.to(process.server());
                S3Client slow = wire.server().client()) {
            bucket.put("whole", content);
            wire.bandwidth(MIB);
            CompletableFuture<?> putting = CompletableFuture.runAsync(() -> slow.putObject(
                    request -> request.bucket(bucket.name()).key("segments/half"), RequestBody.fromBytes(content)));
            // Listed under a name of its own, it is what would be left.
            Deadline deadline = Deadline.after(Duration.ofSeconds(30));
            while (bucket.keys().size() == 1) {
                assertThat(deadline.expired()).as("it is not being put").isFalse();
            }

            process.kill();
            assertThatThrownBy(putting::join).isInstanceOf(CompletionException.class);
            process.start();

            assertThat(bucket.keys()).containsExactly("whole");
        }
    }
}
