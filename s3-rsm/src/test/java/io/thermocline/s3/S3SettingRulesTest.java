// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator's mistakes in values: each stops the start, and says the key, the value and what would be right. */
class S3SettingRulesTest {

    @TempDir
    Path directory;

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "s3.bucket", "my-bucket",
            "s3.region", "eu-central-1",
            "s3.access.key.id", "AKIDEXAMPLE",
            "s3.secret.access.key", "swordfish",
            "startup.check", "off"));

    private void start() {
        try (S3RemoteStorageManager plugin = new S3RemoteStorageManager()) {
            plugin.configure(settings);
        }
    }

    private String complaint() {
        Throwable failure = catchThrowable(this::start);
        assertThat(failure).isInstanceOf(ConfigException.class);
        assertThat(failure.getMessage()).doesNotContain("swordfish");
        return failure.getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3.bucket        | My_Bucket                 | lower-case",
                "s3.bucket        | s3://my-bucket            | name alone",
                "s3.bucket        | my-bucket/folder          | key.prefix",
                "s3.bucket        | a                         | 3 to 63",
                "s3.region        | eu central                | eu-central-1",
                "s3.region        | https://s3.amazonaws.com  | name of a region",
                "s3.endpoint      | minio:9000                | https://host:port",
                "s3.endpoint      | minio.internal            | https://host:port",
                "s3.endpoint      | s3://minio:9000           | https://host:port",
                "s3.endpoint      | http://mi nio:9000        | https://host:port",
                "s3.endpoint      | http://                   | https://host:port",
                "s3.endpoint      | http://minio:9000?a=b     | https://host:port",
                "s3.endpoint      | http://minio:9000/my-bucket | s3.bucket",
                "s3.proxy         | proxy:3128                | https://host:port",
                "s3.path.style    | ja                        | true or false",
                "s3.storage.class | DEEP_ARCHIVE              | GLACIER_IR",
                "s3.sse           | aes                       | aws:kms",
                "s3.sse.kms.key.id | alias/segments           | s3.sse=aws:kms",
                "s3.checksums     | never                     | when_required",
                "s3.object.tags   | team                      | team=data",
                "s3.object.tags   | team=a,team=b             | twice",
                "s3.object.tags   | aws:team=a                | aws:",
                "s3.object.tags   | team=a;b                  | letters",
                "s3.object.tags   | a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1,k=1 | at most 10",
                "s3.expected.bucket.owner | my-account        | 12 digits",
                "s3.profile       | tiering                   | not both",
                "s3.credentials.file | /etc/aws               | not both",
                "s3.trust.store   | /nowhere/trust.p12        | key store",
                "s3.max.connections | -1                      | at least",
                "s3.max.attempts  | 0                         | at least",
                "s3.connect.timeout.ms | 0                    | at least",
                "s3.socket.timeout.ms | soon                  | number",
                "upload.part.bytes | 5242879                  | at least",
                "upload.parallelism | 0                       | at least"
            })
    void aValueThatCannotBeRight(String key, String value, String remedy) {
        settings.put(key, value);

        assertThat(complaint()).contains(key, value, remedy);
    }

    @ParameterizedTest
    @CsvSource({"s3.access.key.id, s3.access.key.id", "s3.secret.access.key, s3.secret.access.key"})
    void halfOfTheCredentials(String missing, String named) {
        settings.remove(missing);

        assertThat(complaint()).contains(named, "both");
    }

    @ParameterizedTest
    @CsvSource({"s3.proxy.user, s3.proxy", "s3.proxy.password, s3.proxy.user", "s3.trust.store.password, s3.trust.store"
    })
    void aSettingThatMeansNothingWithoutAnother(String key, String other) {
        settings.put(key, "swordfish");

        assertThat(complaint()).contains(key, "without " + other);
    }

    @Test
    void aSessionTokenWithoutItsKey() {
        settings.remove("s3.access.key.id");
        settings.remove("s3.secret.access.key");
        settings.put("s3.session.token", "swordfish");

        assertThat(complaint()).contains("s3.session.token", "without s3.access.key.id");
    }

    @ParameterizedTest
    @CsvSource({"s3.endpoint", "s3.proxy"})
    void aPasswordWithinAUriIsRefusedAndNotShown(String key) {
        settings.put(key, "http://user:swordfish@host:1234");

        assertThat(complaint()).contains(key, "@host:1234", "user and password");
    }

    @ParameterizedTest
    @CsvSource({"s3.fips", "s3.dual.stack"})
    void aChoiceAmongTheEndpointsOfAwsWithAnEndpointOfOnesOwn(String key) {
        settings.put("s3.endpoint", "http://127.0.0.1:9000");
        settings.put(key, "true");

        assertThat(complaint()).contains(key, "s3.endpoint must not be set");
    }

    @Test
    void aTagThatIsTooLong() {
        settings.put("s3.object.tags", "team=" + "x".repeat(257));

        assertThat(complaint()).contains("s3.object.tags", "256");
    }

    @Test
    void aCredentialsFileThatIsNotThere() {
        settings.remove("s3.access.key.id");
        settings.remove("s3.secret.access.key");
        settings.put("s3.credentials.file", "/nowhere/credentials");

        assertThat(complaint()).contains("s3.credentials.file", "/nowhere/credentials");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aws_access_key_id=AKID, aws_secret_access_key=swordfish | Expected a profile definition on line 1",
                "[default, aws_access_key_id=AKID | must end with ']' on line 1",
                "[default], aws_secret_access_key swordfish | Expected an '=' sign defining a property on line 2"
            })
    void aCredentialsFileThatIsNone(String lines, String what) throws Exception {
        settings.remove("s3.access.key.id");
        settings.remove("s3.secret.access.key");
        Path file = Files.writeString(directory.resolve("credentials"), lines.replace(", ", "\n"));
        settings.put("s3.credentials.file", file.toString());

        assertThat(complaint()).contains("s3.credentials.file", file.toString(), what, "aws_secret_access_key=…");
    }

    @Test
    void aFolderAsCredentialsFile() {
        settings.remove("s3.access.key.id");
        settings.remove("s3.secret.access.key");
        settings.put("s3.credentials.file", directory.toString());

        assertThat(complaint()).contains("s3.credentials.file", directory.toString(), "must be a file");
    }

    @Test
    void fewerConnectionsThanThreadsCanUse() {
        settings.put("fetch.threads", "10");
        settings.put("upload.threads", "4");
        settings.put("s3.max.connections", "19");

        assertThat(complaint()).contains("s3.max.connections", "19", "fetch.threads + 2 * upload.threads + 2 = 20");

        settings.put("s3.max.connections", "20");
        start();
    }

    @Test
    void noBucket() {
        settings.remove("s3.bucket");

        assertThat(complaint()).contains("s3.bucket");
    }

    @Test
    void serversOtherThanAwsMayNameTheirBucketsAsTheyLike() {
        settings.put("s3.bucket", "My_Bucket.2");
        settings.put("s3.endpoint", "http://127.0.0.1:1/storage/v1/s3");
        settings.put("s3.expected.bucket.owner", "tests");
        settings.remove("s3.region");

        start();
    }
}
