// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket, seen through the SDK. */
public final class BucketView implements TierView {

    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final S3Client s3;
    private final String bucket;
    private final boolean ownsClient;

    /** Looks through a client that stays the caller's. */
    public BucketView(S3Client s3, String bucket) {
        this(s3, bucket, false);
    }

    private BucketView(S3Client s3, String bucket, boolean ownsClient) {
        this.s3 = Objects.requireNonNull(s3, "s3");
        this.bucket = Objects.requireNonNull(bucket, "bucket");
        this.ownsClient = ownsClient;
    }

    /** Looks through a client that is closed with the view. */
    public static BucketView owning(S3Client s3, String bucket) {
        return new BucketView(s3, bucket, true);
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        try {
            return s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                    .map(object -> new StoredObject(
                            object.key(), object.size(), object.eTag() + " of " + object.lastModified()))
                    .toList();
        } catch (SdkException e) {
            throw new IOException("cannot list " + place() + prefix + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<PendingUpload> uploads(String prefix) throws IOException {
        try {
            return s3
                    .listMultipartUploadsPaginator(
                            request -> request.bucket(bucket).prefix(prefix))
                    .uploads()
                    .stream()
                    .map(upload -> new PendingUpload(upload.key(), upload.uploadId()))
                    .toList();
        } catch (SdkException e) {
            throw new IOException("cannot list the uploads under " + place() + prefix + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<byte[]> read(String key, long offset, int length) throws IOException {
        if (length == 0) {
            return Optional.of(new byte[0]);
        }
        try {
            return Optional.of(s3.getObject(
                            request -> request.bucket(bucket)
                                    .key(key)
                                    .range("bytes=%d-%d".formatted(offset, offset + length - 1)),
                            ResponseTransformer.toBytes())
                    .asByteArrayUnsafe());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                return Optional.of(new byte[0]);
            }
            throw unreadable(key, offset, length, e);
        } catch (SdkException e) {
            throw unreadable(key, offset, length, e);
        }
    }

    private IOException unreadable(String key, long offset, int length, SdkException e) {
        return new IOException(
                "cannot read %d bytes at %d of %s: %s".formatted(length, offset, place() + key, e.getMessage()), e);
    }

    @Override
    public String place() {
        return "s3://" + bucket + "/";
    }

    @Override
    public void close() {
        if (ownsClient) {
            s3.close();
        }
    }
}
