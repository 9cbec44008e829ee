// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.RequestPayer;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Begins requests with what is the same in all of them: the bucket, its owner, who pays, and how long they may take. The
 * time of those with a body is {@link BodyTime}'s.
 */
final class S3Requests {

    private final String bucket;
    private final String owner;
    private final RequestPayer payer;
    private final String storageClass;
    private final ServerSideEncryption encryption;
    private final String kmsKeyId;
    private final Optional<Tagging> tags;
    /** S3 completes an upload whose parts have checksums only if it was told at its beginning which ones they would be. */
    private final ChecksumAlgorithm checksums;

    S3Requests(S3Settings settings) {
        StoreSettings values = settings.values();
        this.bucket = settings.bucket();
        this.owner = values.text(S3Settings.BUCKET_OWNER).orElse(null);
        this.payer = values.flag(S3Settings.REQUESTER_PAYS) ? RequestPayer.REQUESTER : null;
        this.storageClass = values.text(S3Settings.STORAGE_CLASS).orElse(null);
        this.encryption = settings.encryption() == S3Settings.Encryption.BUCKET_DEFAULT
                ? null
                : ServerSideEncryption.fromValue(settings.encryption().word());
        this.kmsKeyId = values.text(S3Settings.SSE_KMS_KEY_ID).orElse(null);
        this.tags = tagging(settings.tags());
        this.checksums = settings.checksumsAlways() ? ChecksumAlgorithm.CRC32 : null;
    }

    private static Optional<Tagging> tagging(Map<String, String> tags) {
        if (tags.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Tagging.builder()
                .tagSet(tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build());
    }

    static Consumer<AwsRequestOverrideConfiguration.Builder> within(Duration limit) {
        return configuration -> configuration.apiCallTimeout(limit);
    }

    GetObjectRequest.Builder get(ObjectKey key, Duration limit) {
        return GetObjectRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .expectedBucketOwner(owner)
                .requestPayer(payer)
                .overrideConfiguration(within(limit));
    }

    HeadObjectRequest.Builder head(ObjectKey key, Duration limit) {
        return HeadObjectRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .expectedBucketOwner(owner)
                .requestPayer(payer)
                .overrideConfiguration(within(limit));
    }

    PutObjectRequest.Builder put(ObjectKey key, Map<String, String> metadata) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .metadata(metadata)
                .storageClass(storageClass)
                .serverSideEncryption(encryption)
                .ssekmsKeyId(kmsKeyId)
                .expectedBucketOwner(owner)
                .requestPayer(payer);
        tags.ifPresent(request::tagging);
        return request;
    }

    CreateMultipartUploadRequest createUpload(ObjectKey key, Map<String, String> metadata, Duration limit) {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .metadata(metadata)
                .storageClass(storageClass)
                .serverSideEncryption(encryption)
                .ssekmsKeyId(kmsKeyId)
                .checksumAlgorithm(checksums)
                .expectedBucketOwner(owner)
                .requestPayer(payer)
                .overrideConfiguration(within(limit));
        tags.ifPresent(request::tagging);
        return request.build();
    }

    UploadPartRequest part(ObjectKey key, String uploadId, int number) {
        return UploadPartRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .uploadId(uploadId)
                .partNumber(number)
                .checksumAlgorithm(checksums)
                .expectedBucketOwner(owner)
                .requestPayer(payer)
                .build();
    }

    CompleteMultipartUploadRequest.Builder complete(ObjectKey key, String uploadId, Duration limit) {
        return CompleteMultipartUploadRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .uploadId(uploadId)
                .expectedBucketOwner(owner)
                .requestPayer(payer)
                .overrideConfiguration(within(limit));
    }

    AbortMultipartUploadRequest abort(ObjectKey key, String uploadId, Duration limit) {
        return AbortMultipartUploadRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .uploadId(uploadId)
                .expectedBucketOwner(owner)
                .requestPayer(payer)
                .overrideConfiguration(within(limit))
                .build();
    }

    ListMultipartUploadsRequest.Builder uploads(String prefix, Duration limit) {
        return ListMultipartUploadsRequest.builder()
                .bucket(bucket)
                .prefix(prefix)
                .expectedBucketOwner(owner)
                .requestPayer(payer)
                .overrideConfiguration(within(limit));
    }

    ListObjectsV2Request.Builder list(String prefix, int limitOfKeys, Duration limit) {
        return ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(prefix)
                .maxKeys(limitOfKeys)
                .expectedBucketOwner(owner)
                .requestPayer(payer)
                .overrideConfiguration(within(limit));
    }

    DeleteObjectRequest delete(ObjectKey key, Duration limit) {
        return DeleteObjectRequest.builder()
                .bucket(bucket)
                .key(key.value())
                .expectedBucketOwner(owner)
                .requestPayer(payer)
                .overrideConfiguration(within(limit))
                .build();
    }

    DeleteObjectsRequest.Builder deleteMany(Duration limit) {
        return DeleteObjectsRequest.builder()
                .bucket(bucket)
                .expectedBucketOwner(owner)
                .requestPayer(payer)
                .overrideConfiguration(within(limit));
    }
}
