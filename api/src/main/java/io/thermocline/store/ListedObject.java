// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.time.Instant;
import java.util.Objects;

/**
 * An entry of a listing.
 *
 * @param lastModified when it was put, by the store's own clock
 */
public record ListedObject(ObjectKey key, long length, Instant lastModified) {
    public ListedObject {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(lastModified, "lastModified");
    }
}
