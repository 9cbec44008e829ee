// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import io.thermocline.it.quickstart.TierContents.StoredObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * What lies in a bucket under a prefix of the quickstart's own. The credentials are those of the environment, as they are
 * for the broker.
 */
final class BucketTier implements Tier {

    private static final List<String> KINDS = List.of(
            "put-object",
            "create-upload",
            "upload-part",
            "complete-upload",
            "abort-upload",
            "list-uploads",
            "get-object",
            "head-object",
            "list-objects",
            "delete-object",
            "delete-objects");

    /** Somebody waits at the screen, perhaps for a server that has gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String bucket;
    private final String prefix;
    private final S3Client s3;

    private BucketTier(String bucket, String prefix, S3Client s3) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.s3 = s3;
    }

    static BucketTier of(Arguments arguments) {
        S3ClientBuilder client = S3Client.builder()
                .region(Region.of(arguments.given("region")))
                .overrideConfiguration(all -> all.apiCallTimeout(PATIENCE))
                .forcePathStyle(Boolean.parseBoolean(arguments.given("path-style")));
        Optional.of(arguments.given("endpoint"))
                .filter(endpoint -> !endpoint.isEmpty())
                .map(URI::create)
                .ifPresent(client::endpointOverride);
        return new BucketTier(arguments.given("bucket"), arguments.given("prefix"), client.build());
    }

    @Override
    public TierContents contents() {
        try {
            return new TierContents(s3
                    .listObjectsV2Paginator(
                            request -> request.bucket(bucket).prefix(prefix + "segments/" + DemoTopic.NAME + "/"))
                    .contents()
                    .stream()
                    .filter(object -> object.key().endsWith(".seg"))
                    .map(object -> new StoredObject(object.key().substring(prefix.length()), object.size()))
                    .toList());
        } catch (SdkException e) {
            throw new QuickstartException("cannot look into " + place() + ": " + why(e), e);
        }
    }

    /** Takes away all that lies under the prefix, uploads that were not completed included. */
    void clear() {
        try {
            s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
                    .contents()
                    .forEach(object ->
                            s3.deleteObject(request -> request.bucket(bucket).key(object.key())));
            // Last, because not everyone who may use a bucket may list these.
            s3.listMultipartUploadsPaginator(request -> request.bucket(bucket).prefix(prefix))
                    .uploads()
                    .forEach(upload -> s3.abortMultipartUpload(
                            request -> request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())));
        } catch (SdkException e) {
            throw new QuickstartException("cannot remove all that is in " + place() + ": " + why(e), e);
        }
    }

    /** Some servers say no more than a code, which the SDK leaves out of its message. */
    private static String why(SdkException e) {
        return e instanceof AwsServiceException answer && answer.awsErrorDetails() != null
                ? "S3 answered " + answer.statusCode() + " "
                        + answer.awsErrorDetails().errorCode()
                : e.getMessage();
    }

    @Override
    public String place() {
        return "s3://" + bucket + "/" + prefix;
    }

    @Override
    public List<String> requestKinds() {
        return KINDS;
    }

    @Override
    public void close() {
        s3.close();
    }
}
