// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.time.Instant;
import java.util.Objects;

/**
 * What a store knows of an object without reading it.
 *
 * @param length the number of its bytes
 * @param version the token of its present state
 * @param lastModified when it was put, by the store's own clock; good for telling ages, never for telling versions
 */
public record ObjectStat(long length, ObjectVersion version, Instant lastModified) {
    public ObjectStat {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(lastModified, "lastModified");
    }
}
