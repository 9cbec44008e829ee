// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket, seen through the SDK. The client stays the caller's. */
public final class BucketView implements TierView {

    private final S3Client s3;
    private final String bucket;

    public BucketView(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        throw new UnsupportedOperationException(s3 + bucket);
    }

    @Override
    public List<PendingUpload> uploads(String prefix) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<byte[]> read(String key, long offset, int length) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public String place() {
        return "s3://" + bucket + "/";
    }

    @Override
    public void close() {}
}
