// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.InvalidSettingException;
import io.thermocline.store.StoreSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the SDK's client from what the operator has said. It never retries: {@link Attempts} is the one who does. */
final class S3Clients {

    private static final Logger LOG = LoggerFactory.getLogger(S3Clients.class);
    private static final Duration IDLE_TIME = Duration.ofSeconds(30);
    private static final String REGION_OF_OTHER_SERVERS = "us-east-1";

    private S3Clients() {}

    static S3Client open(S3Settings settings, int connections) {
        StoreSettings values = settings.values();
        S3ClientBuilder client = S3Client.builder()
                .credentialsProvider(BrokerCredentials.of(values))
                .httpClientBuilder(
                        new LastingHttpClient.Builder(new InterruptibleHttpClient.Builder(http(settings, connections))))
                .fipsEnabled(values.flag(S3Settings.FIPS))
                .dualstackEnabled(values.flag(S3Settings.DUAL_STACK))
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new BoundedAnswers()));
        checksums(settings, client);
        settings.endpoint().ifPresent(client::endpointOverride);
        values.text(S3Settings.REGION)
                .or(() -> settings.endpoint().map(any -> REGION_OF_OTHER_SERVERS))
                .map(Region::of)
                .ifPresent(client::region);
        try {
            return client.build();
        } catch (RuntimeException e) {
            LOG.debug("The client could not be made", e);
            Optional<String> region = values.text(S3Settings.REGION);
            throw new InvalidSettingException(
                    S3Settings.REGION,
                    region.orElse(null),
                    region.map(any -> "the client could not be made (" + e.getMessage() + ")")
                            .orElse(
                                    "there is no region in the environment (AWS_REGION), the profile or the instance either;"
                                            + " set it to that of the bucket, such as eu-central-1"));
        }
    }

    private static void checksums(S3Settings settings, S3ClientBuilder client) {
        boolean always = settings.checksumsAlways();
        // Servers that refuse the SDK's checksums refuse the framing of bodies that comes with them, too.
        client.serviceConfiguration(configuration -> configuration
                        .pathStyleAccessEnabled(settings.values().flag(S3Settings.PATH_STYLE))
                        .chunkedEncodingEnabled(always))
                .requestChecksumCalculation(
                        always ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        always ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED);
    }

    private static Apache5HttpClient.Builder http(S3Settings settings, int connections) {
        StoreSettings values = settings.values();
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(Duration.ofMillis(values.whole(S3Settings.CONNECT_TIMEOUT_MS)))
                .socketTimeout(Duration.ofMillis(values.whole(S3Settings.SOCKET_TIMEOUT_MS)))
                .connectionAcquisitionTimeout(Duration.ofMillis(values.whole(S3Settings.SOCKET_TIMEOUT_MS)))
                .connectionMaxIdleTime(IDLE_TIME)
                .tcpKeepAlive(true);
        settings.proxy().ifPresent(proxy -> http.proxyConfiguration(proxy(values, proxy)));
        values.text(S3Settings.TRUST_STORE).ifPresent(file -> {
            TrustManager[] trusted = trustManagers(file, values.text(S3Settings.TRUST_STORE_PASSWORD));
            http.tlsTrustManagersProvider(() -> trusted);
        });
        return http;
    }

    private static ProxyConfiguration proxy(StoreSettings values, URI proxy) {
        ProxyConfiguration.Builder configuration =
                ProxyConfiguration.builder().endpoint(proxy).useSystemPropertyValues(false);
        values.text(S3Settings.PROXY_USER).ifPresent(configuration::username);
        values.text(S3Settings.PROXY_PASSWORD).ifPresent(configuration::password);
        return configuration.build();
    }

    private static TrustManager[] trustManagers(String file, Optional<String> password) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(in, password.map(String::toCharArray).orElse(null));
            if (trusted.size() == 0) {
                // Without its password, a PKCS12 file opens and shows nothing of what is in it.
                throw new InvalidSettingException(
                        S3Settings.TRUST_STORE,
                        file,
                        "it has no certificate in it that can be read"
                                + (password.isEmpty() ? "; is " + S3Settings.TRUST_STORE_PASSWORD + " missing?" : ""));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new InvalidSettingException(
                    S3Settings.TRUST_STORE,
                    file,
                    "it must be a key store that s3.trust.store.password opens (" + e + ")");
        }
    }
}
