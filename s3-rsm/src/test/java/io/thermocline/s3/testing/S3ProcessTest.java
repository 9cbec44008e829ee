// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
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
    void hasNothingOfAnObjectThatWasBeingPutWhenItWasKilled(@TempDir Path directory) throws Exception {
        byte[] content = new byte[4 * MIB];
        try (S3Process process = S3Process.in(directory);
                S3Bucket bucket = process.server().newBucket();
                S3Wire wire = S3Wire.to(process.server());
                S3Client slow = wire.server().client()) {
            bucket.put("whole", content);
            wire.bandwidth(MIB);
            CompletableFuture<?> putting = CompletableFuture.runAsync(() -> slow.putObject(
                    request -> request.bucket(bucket.name()).key("segments/half"), RequestBody.fromBytes(content)));
            Deadline deadline = Deadline.after(Duration.ofSeconds(30));
            while (!holdsAFileOf("half", directory)) {
                assertThat(deadline.expired()).as("it is not being put").isFalse();
            }
            assertThat(bucket.keys()).containsExactly("whole");

            process.kill();
            assertThatThrownBy(putting::join).isInstanceOf(CompletionException.class);
            process.start();

            assertThat(holdsAFileOf("half", directory)).isTrue();
            assertThat(bucket.keys()).containsExactly("whole");
        }
    }

    private static boolean holdsAFileOf(String object, Path directory) throws IOException {
        try (Stream<Path> files = Files.find(
                directory, 9, (file, is) -> file.getFileName().toString().startsWith(object))) {
            return files.findAny().isPresent();
        }
    }
}
