// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

/** An object went away while it was read. */
final class ObjectVanished extends Exception {

    ObjectVanished(String key) {
        super(key);
    }
}
