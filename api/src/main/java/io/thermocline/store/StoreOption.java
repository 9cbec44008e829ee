// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A configuration key that a store understands. */
public sealed interface StoreOption {

    String key();

    /** Returns what the option means, for the operator, in whole sentences. */
    String documentation();

    /** A text; {@code required} if there must be one. */
    record Text(String key, Optional<String> defaultValue, boolean required, String documentation)
            implements StoreOption {
        public Text {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(defaultValue, "defaultValue");
            Objects.requireNonNull(documentation, "documentation");
        }
    }

    /** A text that must never be shown; optional. */
    record Secret(String key, String documentation) implements StoreOption {}

    /** A whole number from {@code min} to {@code max}, both included. */
    record Whole(String key, long defaultValue, long min, long max, String documentation) implements StoreOption {}

    /** True or false. */
    record Flag(String key, boolean defaultValue, String documentation) implements StoreOption {}

    /** One of a few words. */
    record Choice(String key, List<String> choices, String defaultValue, String documentation) implements StoreOption {
        public Choice {
            choices = List.copyOf(choices);
            if (!choices.contains(defaultValue)) {
                throw new IllegalArgumentException(key + ": " + defaultValue + " is none of " + choices);
            }
        }
    }
}
