// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thermocline.rsm.testing.KafkaSegment;
import io.thermocline.s3.testing.HttpProxy;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.s3.testing.TlsFront;
import io.thermocline.s3.testing.TlsKeys;
import io.thermocline.s3.testing.WireRequest;
import io.thermocline.store.testing.Hold;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator is told at the start about an S3 that will not work. */
class StartUpCheckTest {

    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(9);
    private static final int CHECK_REQUESTS = 5;

    @TempDir
    Path directory;

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final Map<String, String> settings = new HashMap<>(bucket.settings(wire));

    @BeforeEach
    void failLoudly() {
        settings.put("startup.check", "fail");
        settings.put("key.prefix", "production/");
        // What does not get better by itself need not be tried eight times.
        settings.put("s3.max.attempts", "2");
    }

    @AfterEach
    void close() {
        wire.close();
        bucket.close();
    }

    private void start() {
        try (S3RemoteStorageManager plugin = new S3RemoteStorageManager()) {
            plugin.configure(settings);
        }
    }

    /** Returns the one line that the operator gets; whatever it is about, it has no secret. */
    private String complaint() {
        Throwable failure = catchThrowable(this::start);
        assertThat(failure).isInstanceOf(ConfigException.class);
        assertThat(failure.getMessage())
                .contains("failed its check at start")
                .doesNotContain(bucket.server().secretKey(), "swordfish", TlsKeys.PASSWORD, "\n");
        return failure.getMessage();
    }

    private static boolean isOfCheck(WireRequest request) {
        return request.kind() != S3RequestKind.LIST_UPLOADS;
    }

    @Test
    void aBucketThatIsAsItShouldBeTakesFiveRequestsAndIsLeftAsItWas() {
        start();

        assertThat(wire.counts().count(StartUpCheckTest::isOfCheck))
                .as(wire.counts().summary())
                .isEqualTo(CHECK_REQUESTS);
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void whatABrokenOffCheckLeavesIsGoneAfterTheNextStart() {
        wire.every(S3RequestKind.DELETE).resetsBefore();
        complaint();
        complaint();
        assertThat(bucket.keys()).hasSize(1);
        wire.heal();

        start();

        assertThat(bucket.keys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"GET", "LIST_UPLOADS"})
    void whatACheckLeavesGoesAsSoonAsTheServerAnswers(S3RequestKind alsoFailing) {
        settings.put("startup.check", "warn");
        wire.every(S3RequestKind.DELETE).resetsBefore();
        wire.every(alsoFailing).answers(403, "AccessDenied");
        try (S3RemoteStorageManager plugin = new S3RemoteStorageManager()) {
            plugin.configure(settings);
            assertThat(bucket.keys()).hasSize(1);

            wire.heal();

            UploadFixture.await("the object is gone", () -> bucket.keys().isEmpty());
        }
    }

    @Test
    void offAsksNothing() {
        settings.put("startup.check", "off");

        start();

        assertThat(wire.counts().count(StartUpCheckTest::isOfCheck)).isZero();
    }

    @Test
    void anotherBucket() {
        settings.put("s3.bucket", "nobodys-bucket");

        assertThat(complaint()).contains("nobodys-bucket", "mend s3.bucket");
    }

    @Test
    void anotherAccessKey() {
        settings.put("s3.access.key.id", "NOBODY");

        assertThat(complaint()).contains("mend s3.access.key.id");
    }

    @Test
    void anotherSecret() {
        settings.put("s3.secret.access.key", "swordfish");

        assertThat(complaint()).contains("mend s3.secret.access.key");
    }

    @Test
    void aClockThatIsWrong() {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        // Within the day for which the request is signed.
        ZonedDateTime wrong = now.getHour() < 12 ? now.plusHours(2) : now.minusHours(2);
        wire.every().changesRequest(head -> head.with("x-amz-date", format.format(wrong)));

        assertThat(complaint()).contains("mend the clock");
    }

    @ParameterizedTest
    @CsvSource({
        "400, ExpiredToken, mend s3.session.token",
        "301, PermanentRedirect, mend s3.region (to eu-south-9)",
        "400, AuthorizationHeaderMalformed, mend s3.region (to eu-south-9)",
        "400, InvalidStorageClass, mend s3.storage.class",
        "400, KMS.NotFoundException, mend s3.sse.kms.key.id",
        "400, XAmzContentSHA256Mismatch, s3.checksums=when_required",
        "407, ProxyAuthenticationRequired, mend s3.proxy.user"
    })
    void whatAwsWouldSay(int status, String code, String remedy) {
        wire.every().answers(status, code).changesAnswer(head -> head.with("x-amz-bucket-region", "eu-south-9"));

        assertThat(complaint()).contains(remedy);
    }

    /** Which permission a request takes says nothing to whom S3 does not even know. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "InvalidAccessKeyId",
                "SignatureDoesNotMatch",
                "ExpiredToken",
                "InvalidToken",
                "RequestTimeTooSkewed"
            })
    void credentialsThatAreWrongAreNoMatterOfPermissions(String code) {
        wire.every().answers(403, code);

        assertThat(complaint()).contains("mend").doesNotContain("this takes");
    }

    /** So says Ceph, whose keys to its own house are all right: it listed a moment ago. */
    @Test
    void anAccessKeyThatIsUnknownToPutsOnlyMayBeOneOfKms() {
        settings.put("s3.sse", "aws:kms");
        settings.put("s3.sse.kms.key.id", "nobodys-key");
        wire.every(S3RequestKind.PUT).answers(403, "InvalidAccessKeyId");

        assertThat(complaint()).contains("InvalidAccessKeyId", "by script", "s3.sse, s3.sse.kms.key.id?");
    }

    @Test
    void aPutThatTheServerCannotDoNamesWhatWasAskedFor() {
        settings.put("s3.storage.class", "STANDARD_IA");
        settings.put("s3.object.tags", "team=data");
        wire.every(S3RequestKind.PUT).answers(501, "NotImplemented");

        assertThat(complaint())
                .contains("the server cannot do this: by script", "s3.storage.class, s3.object.tags")
                .contains("s3.checksums=when_required")
                .doesNotContain("SDK Attempt");

        settings.put("s3.checksums", "when_required");
        assertThat(complaint()).contains("s3.storage.class").doesNotContain("s3.checksums");
    }

    @ParameterizedTest
    @CsvSource({"LIST, s3:ListBucket", "PUT, s3:PutObject", "GET, s3:GetObject"})
    void aPermissionThatIsMissingIsNamedAndNothingIsLeft(S3RequestKind denied, String permission) {
        wire.every(denied).answers(403, "AccessDenied");

        assertThat(complaint()).contains("the credentials may not do this", "[this takes " + permission + "]");

        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void withoutThePermissionToDeleteTheObjectThatRemainsIsNamed() {
        wire.every(S3RequestKind.DELETE).answers(403, "AccessDenied");

        assertThat(complaint()).contains("s3:DeleteObject", bucket.keys().get(0));
    }

    @Test
    void nobodyAtThePort() {
        settings.put("s3.path.style", "false");
        wire.close();

        assertThat(complaint())
                .contains("nobody answers there", "mend s3.endpoint, or the network")
                .doesNotContain("s3.path.style");
    }

    @Test
    void aHostThatDoesNotExist() {
        settings.put("s3.endpoint", "http://nowhere.invalid:9000");

        assertThat(complaint()).contains("nowhere.invalid", "mend s3.endpoint");
    }

    @Test
    void aBucketInAHostNameThatDoesNotExist() {
        settings.put("s3.endpoint", "http://nowhere.invalid:9000");
        settings.put("s3.path.style", "false");

        assertThat(complaint()).contains(bucket.name() + ".nowhere.invalid", "s3.path.style=true");
    }

    @Test
    void tlsWhereThereIsNone() {
        settings.put("s3.endpoint", bucket.server().endpoint().toString().replace("http:", "https:"));

        assertThat(complaint()).contains("TLS", "s3.endpoint");
    }

    /** A server of TLS breaks off what it does not understand, or says so in a language that is not HTTP. */
    @Test
    void noTlsWhereItIsSpoken() {
        try (TlsFront front = TlsFront.before(bucket.server(), TlsKeys.ofTests())) {
            settings.put("s3.endpoint", front.server().endpoint().toString().replace("https:", "http:"));

            assertThat(complaint()).contains("mend s3.endpoint", "https");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, <html>Please log in</html>",
        "400, <html>The plain HTTP request was sent to HTTPS port</html>",
        "404, <html>Not found</html>",
        "405, <html>Method not allowed</html>",
        "501, <html>Unsupported method</html>"
    })
    void whoeverIsThereIsNotS3(int status, String page) {
        wire.every().answersPage(status, page);

        assertThat(complaint()).contains("is it S3?", "mend s3.endpoint").doesNotContain("s3.path.style");
    }

    @Test
    void aCertificateThatIsNotTrusted() {
        TlsKeys keys = TlsKeys.ofTests();
        TlsKeys others = TlsKeys.make(directory, "another");
        try (TlsFront front = TlsFront.before(bucket.server(), keys)) {
            settings.put("s3.endpoint", front.server().endpoint().toString());
            assertThat(complaint()).contains("not trusted", "mend s3.trust.store");

            settings.put("s3.trust.store", others.trustStore().toString());
            settings.put("s3.trust.store.password", TlsKeys.PASSWORD);
            assertThat(complaint()).contains("not trusted", "mend s3.trust.store");

            settings.put("s3.trust.store", keys.trustStore().toString());
            settings.remove("s3.trust.store.password");
            assertThatThrownBy(this::start)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(keys.trustStore().toString())
                    .hasMessageContaining("no certificate in it that can be read; is s3.trust.store.password missing?");

            settings.put("s3.trust.store.password", TlsKeys.PASSWORD);
            assertThatCode(this::start).doesNotThrowAnyException();
        }
    }

    @Test
    void aProxyThatIsNotThere() {
        HttpProxy gone = HttpProxy.open();
        gone.close();
        settings.put("s3.proxy", gone.endpoint().toString());

        assertThat(complaint()).contains("mend s3.proxy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aProxyThatWantsAnotherPassword(String scheme) {
        try (HttpProxy proxy = HttpProxy.of("broker", "correct")) {
            settings.put(
                    "s3.endpoint", scheme + "://127.0.0.1:" + wire.endpoint().getPort());
            settings.put("s3.proxy", proxy.endpoint().toString());
            assertThat(complaint()).contains("mend", "s3.proxy.user", "s3.proxy.password");

            settings.put("s3.proxy.user", "broker");
            settings.put("s3.proxy.password", "swordfish");
            assertThat(complaint()).contains("mend", "s3.proxy.user", "s3.proxy.password");
            assertThat(proxy.passed()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aResetOfEachRequestInTurnIsMadeUpFor(int n) {
        wire.nth(n, StartUpCheckTest::isOfCheck).resetsBefore();

        start();

        assertThat(bucket.keys()).isEmpty();
    }

    /** As with an address that swallows all packets. */
    @Test
    void aServerThatFallsSilentDelaysTheStartByAFewSecondsOnlyAndTheBrokerLives() throws Exception {
        settings.put("startup.check", "warn");
        Hold silence = wire.every(StartUpCheckTest::isOfCheck).heldBefore();
        KafkaSegment segment = KafkaSegment.create(directory, 100_000);
        try (S3RemoteStorageManager plugin = new S3RemoteStorageManager()) {
            long begin = System.nanoTime();
            plugin.configure(settings);
            assertThat(System.nanoTime() - begin).isLessThan(A_FEW_SECONDS.toNanos());

            wire.heal();
            silence.release();
            plugin.copyLogSegmentData(segment.metadata(), segment.data());

            assertThat(bucket.keys()).hasSize(1);
        }
    }

    @Test
    void aSilenceInTheMiddleLeavesNothing() {
        Hold silence = wire.next(S3RequestKind.GET).heldBefore();

        assertThat(complaint()).contains("reading object production/check/");

        silence.release();
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void aServerThatIsAwayWarnsByDefault() {
        settings.remove("startup.check");
        wire.down();

        assertThatCode(this::start).doesNotThrowAnyException();
    }

    @Test
    void aTrustStoreThatCannotBeOpenedStopsTheStartWhateverTheCheck() {
        settings.put("startup.check", "off");
        settings.put("s3.trust.store", directory.resolve("absent.p12").toString());

        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("s3.trust.store")
                .hasMessageContaining("absent.p12");
    }
}
