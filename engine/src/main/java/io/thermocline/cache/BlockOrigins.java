// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.ObjectStore;
import java.time.Duration;
import java.util.Optional;

/**
 * Where blocks come from and where they go.
 *
 * @param time how long one request to the store may take, retries and all
 */
record BlockOrigins(
        ObjectStore store, Optional<DiskCache> disk, BlockMemory memory, CacheMeters meters, Duration time) {}
