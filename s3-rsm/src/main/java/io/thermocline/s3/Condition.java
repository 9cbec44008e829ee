// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import java.util.Optional;

/**
 * The condition of a put.
 *
 * @param absent whether there must be no object
 * @param version which version there must be
 */
record Condition(boolean absent, Optional<ObjectVersion> version) {

    static Condition of(PutMode mode) {
        if (mode instanceof PutMode.ReplaceVersion replace) {
            return new Condition(false, Optional.of(replace.expected()));
        }
        return new Condition(mode instanceof PutMode.CreateOnly, Optional.empty());
    }

    boolean isPresent() {
        return absent || version.isPresent();
    }

    /** Returns whether what is there now does not allow the put. */
    boolean refusedBy(Optional<ObjectVersion> present) {
        return absent ? present.isPresent() : version.isPresent() && !version.equals(present);
    }
}
