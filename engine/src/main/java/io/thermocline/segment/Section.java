// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.util.Objects;

/**
 * A section of the tail or the footer.
 *
 * @param offset where it begins in the object
 * @param crc32c checksum of its stored bytes
 */
public record Section(String name, long offset, long length, int crc32c) {

    public Section {
        Objects.requireNonNull(name, "name");
    }

    long end() {
        return offset + length;
    }
}
