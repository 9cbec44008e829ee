// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.store.Deadline;
import io.thermocline.store.InvalidSettingException;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreOption;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings as nobody means them: refused at the start by name, or by the first request in the words of a store. */
class HostileSettingsTest {

    private static final ObjectKey KEY = new ObjectKey("segments/object");
    private static final List<String> VALUES = List.of(
            " ", "\u0000", "a\nb: c", "a\r\n\r\nb", "ü€😀", "../..", "%00%zz", "[::1", "\"'<&>", "x".repeat(70_000));

    private static S3Bucket bucket;
    private static S3Wire wire;

    @BeforeAll
    static void open() {
        bucket = S3Server.ofTests().newBucket();
        wire = S3Wire.to(bucket.server());
    }

    @AfterAll
    static void close() {
        wire.close();
        bucket.close();
    }

    static Stream<Arguments> settings() {
        return S3Settings.options().stream()
                .filter(option -> option instanceof StoreOption.Text || option instanceof StoreOption.Secret)
                .map(StoreOption::key)
                .flatMap(key -> VALUES.stream().map(value -> Arguments.of(key, value)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void noValueIsWorseThanAClearError(String key, String value) throws IOException {
        Map<String, String> settings = new HashMap<>(bucket.settings(wire));
        settings.put("s3.max.attempts", "1");
        settings.put("s3.connect.timeout.ms", "500");
        settings.put(key, value);
        needs(settings, key, S3Settings.PROXY_PASSWORD, S3Settings.PROXY_USER, "user");
        needs(
                settings,
                key,
                S3Settings.PROXY_USER,
                S3Settings.PROXY,
                wire.endpoint().toString());
        if (key.equals(S3Settings.PROXY_PASSWORD)) {
            settings.put(S3Settings.PROXY, wire.endpoint().toString());
        }
        needs(settings, key, S3Settings.SSE_KMS_KEY_ID, S3Settings.SSE, "aws:kms");
        if (key.equals(S3Settings.PROFILE) || key.equals(S3Settings.CREDENTIALS_FILE)) {
            settings.remove(S3Settings.ACCESS_KEY_ID);
            settings.remove(S3Settings.SECRET_ACCESS_KEY);
        }
        try (ObjectStore store =
                new S3StoreProvider().open(Stores.parse(settings).values(), new StoreContext("broker-1"))) {
            store.put(KEY, ObjectContent.of(new byte[10]), PutMode.overwrite());
            store.stat(KEY, Deadline.after(Duration.ofSeconds(2)));
        } catch (InvalidSettingException e) {
            assertThat(e.key()).startsWith("s3.");
        } catch (StoreException e) {
            assertThat(e.getMessage()).contains(KEY.value());
        }
    }

    private static void needs(Map<String, String> settings, String tried, String key, String other, String value) {
        if (tried.equals(key)) {
            settings.put(other, value);
        }
    }
}
