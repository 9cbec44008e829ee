// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.EmbeddedS3;
import io.thermocline.s3.testing.HttpProxy;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.s3.testing.TlsFront;
import io.thermocline.s3.testing.TlsKeys;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways to a bucket, and who one is there. */
class AccessTest {

    private static final int MIB = 1024 * 1024;
    private static final ObjectKey KEY = new ObjectKey("segments/object");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final Map<String, String> settings = new HashMap<>(bucket.settings(wire));

    @AfterEach
    void close() {
        wire.close();
        bucket.close();
    }

    /** Puts an object in parts, a small one and one without bytes, reads, lists and deletes. */
    private void everythingWorks() throws Exception {
        settings.put("upload.part.bytes", Integer.toString(5 * MIB));
        byte[] bytes = new byte[5 * MIB + 1];
        new Random(1).nextBytes(bytes);
        ObjectKey empty = new ObjectKey("segments/empty");
        try (S3ObjectStore store = Stores.open(settings)) {
            for (byte[] content : List.of(bytes, new byte[10], bytes)) {
                store.put(KEY, ObjectContent.of(content), PutMode.overwrite());
            }
            store.put(empty, ObjectContent.of(new byte[0]), PutMode.createOnly());
            ByteBuffer read = ByteBuffer.allocate(bytes.length);
            store.read(KEY, 0, Deadline.after(PATIENCE), read);
            assertThat(read.array()).isEqualTo(bytes);
            assertThat(store.stat(empty, Deadline.after(PATIENCE)).length()).isZero();
            store.delete(List.of(KEY, empty), Deadline.after(PATIENCE));
        }
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void aSessionTokenGoesWithEveryRequest() throws Exception {
        settings.put("s3.session.token", "session/of+tests==");

        everythingWorks();

        assertThat(wire.counts().requests())
                .allSatisfy(request ->
                        assertThat(request.header("x-amz-security-token")).hasValue("session/of+tests=="));
    }

    @Test
    void aProfileInAFileOfItsOwn() throws Exception {
        settings.put("s3.profile", "tiering");
        settings.put(
                "s3.credentials.file",
                credentials("tiering", bucket.server().secretKey()).toString());
        withoutStaticKeys();

        everythingWorks();
    }

    @Test
    void keysThatAreRotatedInTheFileArePickedUpWithoutARestart() throws Exception {
        settings.put(
                "s3.credentials.file",
                credentials("default", bucket.server().secretKey()).toString());
        withoutStaticKeys();
        bucket.put(KEY.value(), new byte[1]);
        try (S3ObjectStore store = Stores.open(settings)) {
            store.stat(KEY, Deadline.after(PATIENCE));

            credentials("default", "of-yesterday");
            awaitRead(store, false, "the secret does not fit the access key");
            credentials("default", bucket.server().secretKey());
            awaitRead(store, true, "the secret does not fit the access key");
        }
    }

    /** As when somebody edits it in place, or mounts another secret there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[other], aws_access_key_id=AKID, aws_secret_access_key=swordfish | contained no credentials for profile 'default'; mend",
                "[default], aws_access_key_id=AKID | 'aws_secret_access_key' was not configured"
            })
    void aFileWithoutCredentialsIsNamed(String lines, String what) throws Exception {
        Path file = Files.writeString(directory.resolve("credentials"), lines.replace(", ", "\n"));
        settings.put("s3.credentials.file", file.toString());
        withoutStaticKeys();
        try (S3ObjectStore store = Stores.open(settings)) {
            assertThatThrownBy(() -> store.stat(KEY, Deadline.after(PATIENCE)))
                    .isInstanceOf(StoreException.Denied.class)
                    .hasMessageContainingAll(
                            "there are no credentials of the default profile",
                            file + " (s3.credentials.file)",
                            what,
                            "mend the file or s3.profile")
                    .message()
                    .doesNotContain("swordfish", "ProfileFile(", "\n");
        }
    }

    /** As when somebody writes another secret into it, and not in its form. */
    @Test
    void aFileThatIsNoneAnyMoreIsNamedUntilItIsOneAgain() throws Exception {
        Path file = credentials("default", bucket.server().secretKey());
        settings.put("s3.credentials.file", file.toString());
        withoutStaticKeys();
        bucket.put(KEY.value(), new byte[1]);
        try (S3ObjectStore store = Stores.open(settings)) {
            store.stat(KEY, Deadline.after(PATIENCE));

            Files.writeString(file, "swordfish");
            awaitRead(store, false, file + " (s3.credentials.file): Expected a profile definition on line 1");
            credentials("default", bucket.server().secretKey());
            awaitRead(store, true, "");
        }
    }

    /** The SDK looks at the file every second or so. */
    private static void awaitRead(S3ObjectStore store, boolean allowed, String otherwise) throws StoreException {
        Deadline deadline = Deadline.after(PATIENCE);
        boolean done = false;
        while (!done) {
            try {
                store.read(KEY, 0, deadline, ByteBuffer.allocate(1));
                done = allowed;
            } catch (StoreException.Denied e) {
                assertThat(e).hasMessageContaining(otherwise);
                done = !allowed;
            }
            assertThat(done || !deadline.expired()).as("the new file is used").isTrue();
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void withoutStaticKeys() {
        settings.remove("s3.access.key.id");
        settings.remove("s3.secret.access.key");
    }

    private Path credentials(String profile, String secret) throws Exception {
        Path fresh = directory.resolve("credentials.new");
        Files.writeString(
                fresh,
                "[%s]\naws_access_key_id=%s\naws_secret_access_key=%s\n"
                        .formatted(profile, bucket.server().accessKey(), secret));
        return Files.move(
                fresh,
                directory.resolve("credentials"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void tlsWithATrustStoreOfItsOwn() throws Exception {
        TlsKeys keys = TlsKeys.ofTests();
        try (TlsFront front = TlsFront.before(bucket.server(), keys)) {
            settings.put("s3.endpoint", front.server().endpoint().toString());
            settings.put("s3.trust.store", keys.trustStore().toString());
            settings.put("s3.trust.store.password", TlsKeys.PASSWORD);

            everythingWorks();
        }
    }

    @Test
    void aProxyForEverything() throws Exception {
        try (HttpProxy proxy = HttpProxy.open()) {
            settings.put("s3.proxy", proxy.endpoint().toString());

            everythingWorks();

            assertThat(proxy.passed()).isNotEmpty();
            assertThat(wire.connections()).isLessThanOrEqualTo(proxy.passed().size());
        }
    }

    @Test
    void aProxyThatAsksWhoIsThereAndTlsThroughIt() throws Exception {
        TlsKeys keys = TlsKeys.ofTests();
        try (HttpProxy proxy = HttpProxy.of("broker", "pass:word");
                TlsFront front = TlsFront.before(bucket.server(), keys)) {
            settings.put("s3.endpoint", front.server().endpoint().toString());
            settings.put("s3.trust.store", keys.trustStore().toString());
            settings.put("s3.trust.store.password", TlsKeys.PASSWORD);
            settings.put("s3.proxy", proxy.endpoint().toString());
            settings.put("s3.proxy.user", "broker");
            settings.put("s3.proxy.password", "pass:word");

            everythingWorks();

            assertThat(proxy.passed()).isNotEmpty().allMatch(line -> line.startsWith("CONNECT 127.0.0.1:"));
        }
    }

    @Test
    void aProxyThatAsksWhoIsThereWithoutTls() throws Exception {
        try (HttpProxy proxy = HttpProxy.of("broker", "password")) {
            settings.put("s3.proxy", proxy.endpoint().toString());
            settings.put("s3.proxy.user", "broker");
            settings.put("s3.proxy.password", "password");

            everythingWorks();

            assertThat(proxy.passed()).isNotEmpty();
        }
    }

    /** The proxy stands for a name service that knows the bucket's host. */
    @Test
    void theBucketInTheHostName() throws Exception {
        try (EmbeddedS3 server = EmbeddedS3.inMemory();
                S3Bucket other = server.server().newBucket();
                EmbeddedS3 virtual = server.withVirtualHosts("s3.tests");
                HttpProxy names = HttpProxy.open()) {
            int port = virtual.server().endpoint().getPort();
            settings.putAll(other.settings());
            settings.put("s3.endpoint", "http://s3.tests:" + port);
            settings.put("s3.path.style", "false");
            settings.put("s3.proxy", names.endpoint().toString());
            byte[] bytes = {1, 2, 3};
            try (S3ObjectStore store = Stores.open(settings)) {
                store.put(KEY, ObjectContent.of(bytes), PutMode.createOnly());
            }

            assertThat(other.bytes(KEY.value())).isEqualTo(bytes);
            assertThat(names.passed())
                    .allSatisfy(
                            line -> assertThat(line).contains("http://" + other.name() + ".s3.tests:" + port + "/"));
        }
    }

    /** Which hosts of AWS are asked for, as a proxy hears it; what they would answer is not known here. */
    @ParameterizedTest
    @CsvSource({
        "false, false, false, my-bucket.s3.eu-central-1.amazonaws.com",
        "false, false, true, s3.eu-central-1.amazonaws.com",
        "true, false, false, my-bucket.s3-fips.eu-central-1.amazonaws.com",
        "false, true, false, my-bucket.s3.dualstack.eu-central-1.amazonaws.com",
        "true, true, false, my-bucket.s3-fips.dualstack.eu-central-1.amazonaws.com"
    })
    void theHostsOfAws(boolean fips, boolean dualStack, boolean pathStyle, String host) {
        try (HttpProxy proxy = HttpProxy.open()) {
            settings.remove("s3.endpoint");
            settings.put("s3.bucket", "my-bucket");
            settings.put("s3.region", "eu-central-1");
            settings.put("s3.fips", Boolean.toString(fips));
            settings.put("s3.dual.stack", Boolean.toString(dualStack));
            settings.put("s3.path.style", Boolean.toString(pathStyle));
            settings.put("s3.proxy", proxy.endpoint().toString());
            settings.put("s3.max.attempts", "1");
            try (S3ObjectStore store = Stores.open(settings)) {
                assertThatThrownBy(() -> store.stat(KEY, Deadline.after(PATIENCE)))
                        .isInstanceOf(StoreException.Unavailable.class);
            }

            assertThat(proxy.passed()).isNotEmpty().allMatch(line -> line.equals("CONNECT " + host + ":443"));
        }
    }
}
