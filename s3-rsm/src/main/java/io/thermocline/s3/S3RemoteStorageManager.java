// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.rsm.ObjectStorageManager;
import org.apache.kafka.common.config.ConfigDef;

/** Tiered storage in a bucket of S3, or of a server that speaks its language. */
public final class S3RemoteStorageManager extends ObjectStorageManager {

    public S3RemoteStorageManager() {
        super(new S3StoreProvider());
    }

    /** Returns the definition of all configuration keys. */
    public static ConfigDef configDef() {
        return configDef(new S3StoreProvider());
    }
}
