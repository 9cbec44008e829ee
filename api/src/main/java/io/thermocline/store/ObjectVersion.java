// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.util.Objects;

/**
 * A store's token for one state of one object. Two states of a key that differ in content have different tokens. A token
 * has no order and no meaning outside the store that gave it; it is never a time.
 */
public record ObjectVersion(String token) {
    public ObjectVersion {
        Objects.requireNonNull(token, "token");
        if (token.isEmpty()) {
            throw new IllegalArgumentException("an object version needs a token");
        }
    }
}
