// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Where a server that speaks S3 is, and how to talk to it. Its credentials may make buckets.
 *
 * @param name the server's name in test reports
 * @param checksums {@code when_supported}, or {@code when_required} if the server does not take the SDK's own checksums
 */
public record S3Server(
        String name,
        URI endpoint,
        String region,
        String accessKey,
        String secretKey,
        boolean pathStyle,
        String checksums,
        Set<S3Quirk> quirks) {

    private static final String PROPERTIES = "thermocline.s3.";

    public S3Server {
        quirks = Set.copyOf(quirks);
    }

    /**
     * Returns the server that this JVM's tests use. That is any that properties name, and without them one that is started
     * within this JVM when it is first asked for, and ends with it.
     *
     * <p>The properties are {@code thermocline.s3.endpoint}, {@code .access.key} and {@code .secret.key}, and unless their
     * defaults are right {@code .region} (us-east-1), {@code .path.style} (true), {@code .checksums} (when_supported),
     * {@code .quirks} (none; labels of {@link S3Quirk} with commas between them) and {@code .name}.
     */
    public static S3Server ofTests() {
        return named().orElseGet(() -> EmbeddedS3.ofThisJvm().server());
    }

    private static Optional<S3Server> named() {
        return property("endpoint")
                .map(endpoint -> new S3Server(
                        property("name").orElse(endpoint),
                        URI.create(endpoint),
                        property("region").orElse("us-east-1"),
                        required("access.key"),
                        required("secret.key"),
                        Boolean.parseBoolean(property("path.style").orElse("true")),
                        property("checksums").orElse("when_supported"),
                        S3Quirk.parse(property("quirks").orElse(""))));
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(PROPERTIES + name)).filter(value -> !value.isBlank());
    }

    private static String required(String name) {
        return property(name)
                .orElseThrow(() -> new IllegalStateException(
                        PROPERTIES + "endpoint is set, so " + PROPERTIES + name + " must be too"));
    }

    /** Returns this server as it is reached by another way, such as a wire. */
    public S3Server at(URI otherEndpoint) {
        return new S3Server(name, otherEndpoint, region, accessKey, secretKey, pathStyle, checksums, quirks);
    }

    public boolean has(S3Quirk quirk) {
        return quirks.contains(quirk);
    }

    /** Returns the settings with which a store finds {@code bucket} on this server. */
    public Map<String, String> settings(String bucket) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("s3.bucket", bucket);
        settings.put("s3.region", region);
        settings.put("s3.endpoint", endpoint.toString());
        settings.put("s3.path.style", String.valueOf(pathStyle));
        settings.put("s3.access.key.id", accessKey);
        settings.put("s3.secret.access.key", secretKey);
        settings.put("s3.checksums", checksums);
        return settings;
    }

    /** Returns a client with which tests prepare this server and look at it. The caller closes it. */
    public S3Client client() {
        return clientBuilder().build();
    }

    /** Returns what builds such a client, for a test that wants it a little different. */
    public S3ClientBuilder clientBuilder() {
        boolean always = checksums.equals("when_supported");
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .serviceConfiguration(configuration ->
                        configuration.pathStyleAccessEnabled(pathStyle).chunkedEncodingEnabled(always))
                .requestChecksumCalculation(
                        always ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        always ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED);
    }

    /** Makes a bucket that has nothing in it and that nobody else has. */
    public S3Bucket newBucket() {
        return S3Bucket.on(this);
    }

    @Override
    public String toString() {
        return name + " at " + endpoint;
    }
}
