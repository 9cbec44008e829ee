// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.s3.S3RemoteStorageManager;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Server;
import java.nio.file.Path;

class BucketTierAuditTest extends TierAuditContract {

    @Override
    PluginTier open(Path directory) {
        S3Bucket bucket = S3Server.ofTests().newBucket();
        return new PluginTier(directory, new S3RemoteStorageManager(), bucket.settings()) {
            @Override
            TierView view() {
                return new BucketView(bucket.client(), bucket.name());
            }

            @Override
            void put(String key, byte[] bytes) {
                bucket.put(key, bytes);
            }

            @Override
            void remove(String key) {
                bucket.client()
                        .deleteObject(request -> request.bucket(bucket.name()).key(key));
            }

            @Override
            String breakOffCopy(String key) {
                bucket.client()
                        .createMultipartUpload(
                                request -> request.bucket(bucket.name()).key(key));
                return key;
            }

            @Override
            public void close() {
                super.close();
                bucket.close();
            }
        };
    }
}
