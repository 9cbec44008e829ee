// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.ObjectStore;
import java.time.Duration;
import java.util.Optional;

/**
 * Where blocks come from and where they go.
 *
 * @param limit is told when the store asks for fewer requests
 * @param speed is told of each request that brought what it was to bring
 * @param time how long one request to the store may take, retries and all
 */
record BlockOrigins(
        ObjectStore store,
        Optional<DiskCache> disk,
        BlockMemory memory,
        CacheMeters meters,
        AheadLimit limit,
        FetchSpeed speed,
        Duration time) {}
