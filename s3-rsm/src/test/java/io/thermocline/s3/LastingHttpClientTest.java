// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Server;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** An {@code Error} in the middle of a request, which closes Apache's client. */
class LastingHttpClientTest {

    /** A body that lacks memory in the middle. */
    private static final class Hungry extends InputStream {
        private int left = 1000;

        @Override
        public int read() {
            if (left-- == 0) {
                throw new OutOfMemoryError("Direct buffer memory");
            }
            return 0;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            target[offset] = (byte) read();
            return 1;
        }
    }

    @Test
    void theNextRequestAfterAnErrorWorks() {
        try (S3Bucket bucket = S3Server.ofTests().newBucket();
                S3Client s3 = S3Clients.open(Stores.parse(bucket.settings()), 4)) {
            RequestBody hungry = RequestBody.fromContentProvider(Hungry::new, 100_000, "application/octet-stream");
            assertThatThrownBy(() -> s3.putObject(r -> r.bucket(bucket.name()).key("object"), hungry))
                    .isInstanceOf(OutOfMemoryError.class);

            s3.putObject(r -> r.bucket(bucket.name()).key("object"), RequestBody.fromString("text"));

            assertThat(bucket.keys()).containsExactly("object");
        }
    }
}
