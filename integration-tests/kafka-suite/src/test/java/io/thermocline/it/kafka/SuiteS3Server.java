// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The S3 server of this run, a process of its own, so that nothing it needs is on the class path of Kafka's tests. It
 * keeps its buckets as directories and their objects as files.
 */
final class SuiteS3Server {

    private static final String MAIN = "io.thermocline.s3.testing.EmbeddedS3";
    private static final String READY = "serving S3 at port ";
    private static final String ACCESS_KEY = "thermocline-access";
    private static final String SECRET_KEY = "thermocline-secret";
    private static final Duration START = Duration.ofSeconds(60);

    private final AtomicInteger made = new AtomicInteger();
    private final Path buckets;
    private final int port;

    private SuiteS3Server(Path directory) {
        try {
            buckets = Files.createDirectories(directory.resolve("buckets"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path output = directory.resolve("server.log");
        ChildJvm server = ChildJvm.start(
                output,
                System.getProperty("thermocline.s3.server.libs") + "/*",
                List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"),
                List.of(MAIN, "0", buckets.toString()));
        Await.until(
                "the S3 server serves",
                START,
                () -> !server.runs() || port(output).isPresent(),
                () -> "see " + output);
        port = port(output).orElseThrow(() -> new IllegalStateException("the S3 server ended; see " + output));
    }

    /** Returns the server, which is started when it is first asked for and ends with this JVM. */
    static SuiteS3Server ofThisJvm() {
        return OfThisJvm.SERVER;
    }

    /** Makes a bucket, and returns it as the tier of a plugin. */
    TierOfTests newBucket(String pluginClassPath) {
        String name = "suite-" + made.incrementAndGet();
        Map<String, String> settings = Map.of(
                "s3.bucket",
                name,
                "s3.region",
                "us-east-1",
                "s3.endpoint",
                "http://127.0.0.1:" + port,
                "s3.path.style",
                "true",
                "s3.access.key.id",
                ACCESS_KEY,
                "s3.secret.access.key",
                SECRET_KEY);
        try {
            return new TierOfTests(
                    "io.thermocline.s3.S3RemoteStorageManager",
                    pluginClassPath,
                    settings,
                    Files.createDirectory(buckets.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Integer> port(Path output) {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.filter(line -> line.startsWith(READY))
                    .map(line -> Integer.valueOf(line.substring(READY.length())))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class OfThisJvm {
        private static final SuiteS3Server SERVER = new SuiteS3Server(SuiteDirectory.of("s3-server"));
    }
}
