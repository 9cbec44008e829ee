// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.rsm.testing.MemoryStoreProvider;
import io.thermocline.rsm.testing.RemoteStorageManagerContract;
import io.thermocline.store.StoreProvider;
import java.util.Map;

/** The common manager with neither a block cache nor read-ahead, within the same counts of requests. */
class MemoryTierWithoutCacheTest extends RemoteStorageManagerContract {

    private final MemoryStoreProvider memory = new MemoryStoreProvider();

    @Override
    protected StoreProvider storeProvider() {
        return memory;
    }

    @Override
    protected Map<String, String> storeSettings() {
        return Map.of("cache.memory.bytes", "0", "read.ahead.max.bytes", "0");
    }
}
