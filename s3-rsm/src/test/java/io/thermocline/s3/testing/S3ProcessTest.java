// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;

class S3ProcessTest {

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
}
