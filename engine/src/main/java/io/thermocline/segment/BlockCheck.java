// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.StoreException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Tells whether the bytes of a block are those that were written. */
public final class BlockCheck {

    private BlockCheck() {}

    /**
     * Verifies the remaining bytes of {@code bytes} without consuming them.
     *
     * @throws StoreException.Corrupt naming the object, the block and both checksums
     */
    public static void verify(SegmentObject segment, int block, ByteBuffer bytes) throws StoreException.Corrupt {
        BlockTable table = segment.footer().blocks();
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        int found = (int) crc.getValue();
        if (found != table.crc32c(block)) {
            throw new StoreException.Corrupt(
                    "object %s is corrupt: block %d (bytes %d to %d) has checksum %08x, but its bytes give %08x"
                            .formatted(
                                    segment.key(),
                                    block,
                                    table.start(block),
                                    table.start(block) + table.length(block) - 1,
                                    table.crc32c(block),
                                    found));
        }
    }
}
