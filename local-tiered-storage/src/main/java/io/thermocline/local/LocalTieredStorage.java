// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.rsm.ObjectStorageManager;
import org.apache.kafka.common.config.ConfigDef;

/** Tiered storage in a directory: of a local disk, or of a mount that all brokers share. */
public final class LocalTieredStorage extends ObjectStorageManager {

    public LocalTieredStorage() {
        super(new LocalStoreProvider());
    }

    /** Returns the definition of all configuration keys. */
    public static ConfigDef configDef() {
        return configDef(new LocalStoreProvider());
    }
}
