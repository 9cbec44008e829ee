// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.util.List;
import java.util.Optional;

/**
 * One page of a listing.
 *
 * @param objects the entries, in the order of their keys
 * @param more whether there may be further entries after the last one; a page with {@code more} is never empty
 */
public record ListPage(List<ListedObject> objects, boolean more) {
    public ListPage {
        objects = List.copyOf(objects);
        if (more && objects.isEmpty()) {
            throw new IllegalArgumentException("a page that has more after it needs a last key to go on from");
        }
    }

    /** Returns the key after which the next page starts, or empty if this was the last page. */
    public Optional<ObjectKey> next() {
        return more ? Optional.of(objects.get(objects.size() - 1).key()) : Optional.empty();
    }
}
