// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.rsm.testing.RemoteStorageManagerContract;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.store.StoreProvider;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** The S3 tier, through the contract of all tiers. */
class S3RemoteStorageManagerTest extends RemoteStorageManagerContract {

    private final S3Bucket bucket = S3Server.ofTests().newBucket();

    @AfterEach
    void removeBucket() {
        bucket.close();
    }

    @Override
    protected StoreProvider storeProvider() {
        return new S3StoreProvider();
    }

    @Override
    protected Map<String, String> storeSettings() {
        return bucket.settings();
    }
}
