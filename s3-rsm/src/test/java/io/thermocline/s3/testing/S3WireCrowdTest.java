// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static io.thermocline.s3.testing.S3RequestKind.GET;
import static io.thermocline.s3.testing.S3RequestKind.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.testing.Crowd;
import io.thermocline.store.testing.Seed;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** The wire among many clients. */
class S3WireCrowdTest {

    private static final int CROWD = 64;
    private static final int ROUNDS = 8;

    private final Random random = Seed.random();
    private S3Bucket bucket;
    private S3Wire wire;

    @BeforeEach
    void layWire() {
        bucket = S3Server.ofTests().newBucket();
        wire = S3Wire.to(bucket.server());
    }

    @AfterEach
    void takeWireDown() {
        wire.close();
        bucket.close();
    }

    @Test
    void carriesManyConnectionsAtOnceWithFaultsAmongThem() {
        wire.oneIn(10, random, GET.or(PUT)).answersSlowDown();
        wire.oneIn(10, random, GET).truncatesSomewhere(random);
        wire.oneIn(10, random, GET).resetsSomewhere(random);
        wire.oneIn(10, random, GET.or(PUT)).losesAnswer();
        long seed = random.nextLong();

        try (Crowd crowd = new Crowd(CROWD)) {
            List<Boolean> right = crowd.together(index -> {
                Random own = new Random(seed + index);
                try (S3Client client = patientClient()) {
                    return putAndGet(client, "object-" + index, own);
                }
            });
            assertThat(right).doesNotContain(false);
        }
        assertThat(wire.counts().count(GET)).isGreaterThan(CROWD * ROUNDS);
        assertThat(wire.counts().requests(WireRequest::isFaulty)).isNotEmpty();
    }

    private S3Client patientClient() {
        RetryStrategy retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(30)
                .circuitBreakerEnabled(false)
                .backoffStrategy(BackoffStrategy.retryImmediately())
                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                .build();
        return wire.server()
                .clientBuilder()
                .overrideConfiguration(configuration -> configuration.retryStrategy(retries))
                .build();
    }

    private boolean putAndGet(S3Client client, String key, Random own) {
        boolean right = true;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] content = new byte[own.nextInt(200_000)];
            own.nextBytes(content);
            client.putObject(request -> request.bucket(bucket.name()).key(key), RequestBody.fromBytes(content));
            byte[] read = client.getObjectAsBytes(
                            request -> request.bucket(bucket.name()).key(key))
                    .asByteArray();
            right &= Arrays.equals(content, read);
        }
        return right;
    }

    @Test
    void refusesConnectionsBeyondItsBoundAndServesTheOthers() throws IOException {
        URI endpoint = wire.endpoint();
        Socket[] idle = new Socket[256];
        try {
            for (int i = 0; i < idle.length; i++) {
                idle[i] = new Socket(endpoint.getHost(), endpoint.getPort());
            }
            assertThat(answer(idle[255])).startsWith("HTTP/1.1 ");

            try (Socket refused = new Socket(endpoint.getHost(), endpoint.getPort())) {
                assertThat(isReset(refused)).isTrue();
            }
        } finally {
            for (Socket socket : idle) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    private static String answer(Socket socket) throws IOException {
        OutputStream output = socket.getOutputStream();
        output.write("GET /no-bucket/no-key HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] begin = new byte[12];
        new DataInputStream(socket.getInputStream()).readFully(begin);
        return new String(begin, StandardCharsets.US_ASCII);
    }

    private static boolean isReset(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
