// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.util.Objects;

/**
 * For whom a store is opened.
 *
 * @param owner tells this process from the others that use the same store, such as {@code broker-1}; letters, digits
 *     and hyphens. What a process leaves behind when it is killed carries this name.
 */
public record StoreContext(String owner) {
    public StoreContext {
        Objects.requireNonNull(owner, "owner");
        if (!owner.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("owner '" + owner + "' must be 1 to 64 letters, digits and hyphens");
        }
    }
}
