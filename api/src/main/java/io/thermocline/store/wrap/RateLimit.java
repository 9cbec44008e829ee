// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import java.util.Objects;

/**
 * How many bytes a second may move.
 *
 * @param name how the operator knows the limit, such as the configuration key that sets it; errors name it
 */
public record RateLimit(String name, long bytesPerSecond) {
    public RateLimit {
        Objects.requireNonNull(name, "name");
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, but is " + bytesPerSecond);
        }
    }

    @Override
    public String toString() {
        return name + " = " + bytesPerSecond;
    }
}
