// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.s3.testing.AwsStandIn;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that come from the broker's surroundings, each found by a JVM that has only that one to find. */
class RolesTest {

    @TempDir
    Path home;

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final AwsStandIn aws = new AwsStandIn(bucket.server());
    private final Map<String, String> settings = new HashMap<>(bucket.settings(wire));
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void withoutKeys() {
        settings.remove("s3.access.key.id");
        settings.remove("s3.secret.access.key");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
    }

    @AfterEach
    void close() {
        aws.close();
        wire.close();
        bucket.close();
    }

    private String start(String... options) throws Exception {
        return CheckedStart.run(home, environment, List.of(options), settings);
    }

    private void everyRequestHadTheSession() {
        assertThat(wire.counts().requests())
                .isNotEmpty()
                .allSatisfy(request ->
                        assertThat(request.header("x-amz-security-token")).hasValue(AwsStandIn.SESSION_TOKEN));
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(home.resolve(name), text);
    }

    private void webIdentity(String role) throws Exception {
        environment.put("AWS_ROLE_ARN", role);
        environment.put(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                file("token", "identity-of-the-pod").toString());
        environment.put("AWS_REGION", "eu-central-1");
        environment.put("AWS_ENDPOINT_URL_STS", aws.stsEndpoint().toString());
    }

    @Test
    void aWebIdentityOfTheEnvironment() throws Exception {
        webIdentity("arn:aws:iam::123456789012:role/tiering");

        assertThat(start()).contains(CheckedStart.STARTED);

        assertThat(aws.asked())
                .singleElement()
                .asString()
                .contains("RoleArn=arn:aws:iam::123456789012:role/tiering", "WebIdentityToken=identity-of-the-pod");
        everyRequestHadTheSession();
    }

    /** As another SDK among the broker's jars brings it, which the SDK of the plugin takes for its own. */
    @Test
    void aWebIdentityBesideAServiceFileOfAnotherSdk() throws Exception {
        Path services = Files.createDirectories(home.resolve("foreign/META-INF/services"));
        Files.writeString(
                services.resolve("software.amazon.awssdk.http.SdkHttpService"),
                "java.lang.String\nno.such.HttpService\n");
        webIdentity("arn:aws:iam::123456789012:role/tiering");

        String output = CheckedStart.run(
                home,
                environment,
                List.of(),
                settings,
                home.resolve("foreign") + File.pathSeparator + System.getProperty("java.class.path"));

        assertThat(output).contains(CheckedStart.STARTED);
        everyRequestHadTheSession();
    }

    @Test
    void aWebIdentityOfSystemProperties() throws Exception {
        String output = start(
                "-Daws.roleArn=arn:aws:iam::123456789012:role/tiering",
                "-Daws.webIdentityTokenFile=" + file("token", "identity-of-the-pod"),
                "-Daws.region=eu-central-1",
                "-Daws.endpointUrlSts=" + aws.stsEndpoint());

        assertThat(output).contains(CheckedStart.STARTED);
        assertThat(aws.asked()).hasSize(1);
        everyRequestHadTheSession();
    }

    @Test
    void theRoleOfAnInstance() throws Exception {
        environment.remove("AWS_EC2_METADATA_DISABLED");
        environment.put(
                "AWS_EC2_METADATA_SERVICE_ENDPOINT", aws.metadataEndpoint().toString());

        assertThat(start()).contains(CheckedStart.STARTED);

        assertThat(aws.asked()).hasSize(1);
        everyRequestHadTheSession();
    }

    @Test
    void theRoleOfAContainer() throws Exception {
        environment.put(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.containerEndpoint().toString());
        environment.put(
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                file("authorization", AwsStandIn.CONTAINER_AUTHORIZATION).toString());

        assertThat(start()).contains(CheckedStart.STARTED);

        assertThat(aws.asked()).hasSize(1);
        everyRequestHadTheSession();
    }

    @Test
    void keysOfTheEnvironment() throws Exception {
        environment.put("AWS_ACCESS_KEY_ID", bucket.server().accessKey());
        environment.put("AWS_SECRET_ACCESS_KEY", bucket.server().secretKey());

        assertThat(start()).contains(CheckedStart.STARTED);
    }

    @Test
    void aProfileInTheHomeDirectory() throws Exception {
        Files.createDirectory(home.resolve(".aws"));
        file(
                ".aws/credentials",
                "[tiering]\naws_access_key_id=%s\naws_secret_access_key=%s\n"
                        .formatted(bucket.server().accessKey(), bucket.server().secretKey()));
        settings.put("s3.profile", "tiering");
        assertThat(start()).contains(CheckedStart.STARTED);

        settings.put("s3.profile", "absent");
        assertThat(line(start(), "there are no credentials"))
                .contains("of the profile 'absent' in the files in the home directory", "mend s3.profile")
                .doesNotContain("ProfileFile(");
    }

    /** The SDK says a page of what it has looked at; the operator gets the line that matters. */
    @Test
    void nothingToFind() throws Exception {
        assertThat(line(start(), "there are no credentials"))
                .contains("in the environment", "home directory", "web identity", "instance")
                .contains("give the broker a role", "s3.access.key.id", "s3.credentials.file", "s3.profile")
                .doesNotContain("CredentialsProvider");
    }

    @Test
    void aProfileOfTheEnvironmentThatIsNotThere() throws Exception {
        environment.put("AWS_PROFILE", "absent");

        assertThat(line(start(), "there are no credentials")).contains("the profile 'absent' (AWS_PROFILE)");
    }

    @Test
    void anIdentityThatIsGivenNoRole() throws Exception {
        webIdentity("arn:aws:iam::123456789012:role/of-others");
        aws.refuse("AccessDenied");

        assertThat(line(start(), "there are no credentials"))
                .contains("the service that gives them answered 403 AccessDenied", "mend")
                .doesNotContain("CredentialsProvider");
    }

    @Test
    void noRegionEither() throws Exception {
        settings.remove("s3.endpoint");
        settings.remove("s3.region");

        assertThat(line(start(), "s3.region"))
                .contains("no region in the environment (AWS_REGION)", "such as eu-central-1")
                .doesNotContain("RegionProvider");
    }

    /** Returns the line of a JVM's output that has a text in it. */
    private static String line(String output, String text) {
        return output.lines()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no '" + text + "' in: " + output));
    }
}
