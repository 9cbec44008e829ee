// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * For whom a store is opened.
 *
 * @param owner tells this process from the others that use the same store, such as {@code broker-1}; letters, digits
 *     and hyphens. What a process leaves behind when it is killed carries this name.
 * @param keyPrefix how all keys of this owner and of those who share its tier begin
 * @param owns tells the keys that they give to large objects from those of others who use the same store and may begin
 *     alike, or with nothing in common: what a store clears away at start has such a key, and is under the prefix
 * @param readers how many threads may read from the backend at once, list and delete
 * @param writers how many threads may write to the backend at once
 * @param meters where the store reports what happens below its verbs
 */
public record StoreContext(
        String owner, String keyPrefix, Predicate<ObjectKey> owns, int readers, int writers, StoreMeters meters) {

    private static final int DEFAULT_THREADS = 16;

    public StoreContext {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(keyPrefix, "keyPrefix");
        Objects.requireNonNull(owns, "owns");
        Objects.requireNonNull(meters, "meters");
        if (!owner.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("owner '" + owner + "' must be 1 to 64 letters, digits and hyphens");
        }
        if (readers < 1 || writers < 1) {
            throw new IllegalArgumentException(
                    "a store needs at least one reader and one writer, not %d and %d".formatted(readers, writers));
        }
    }

    /** Makes the context of an owner that is alone with its store and looks at no meters. */
    public StoreContext(String owner) {
        this(owner, "", key -> true, DEFAULT_THREADS, DEFAULT_THREADS, StoreMeters.none());
    }
}
