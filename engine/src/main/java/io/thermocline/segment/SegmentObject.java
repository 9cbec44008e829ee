// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.ObjectKey;
import java.util.Objects;

/** A segment that was found in the store: its key and its footer. */
public record SegmentObject(ObjectKey key, Footer footer) {
    public SegmentObject {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(footer, "footer");
    }
}
