// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import java.util.Locale;

/** The calls of an {@link io.thermocline.store.ObjectStore}; a suffix read costs as much as a read, but is told apart. */
public enum Verb {
    PUT,
    READ,
    READ_SUFFIX,
    STAT,
    LIST,
    DELETE;

    /** Returns the name as metrics and messages spell it, such as {@code read-suffix}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
