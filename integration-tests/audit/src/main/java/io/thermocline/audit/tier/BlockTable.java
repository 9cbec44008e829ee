// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.FindingKind;
import java.nio.ByteBuffer;

/** The checksums of the blocks of data. */
final class BlockTable {

    private static final int HEADER_BYTES = 16;
    private static final int LEAST_BLOCK_BYTES = 4096;
    private static final int MOST_BLOCK_BYTES = 16_777_216;

    private final ByteBuffer table;

    private BlockTable(ByteBuffer table) {
        this.table = table;
    }

    /** Reads the section, of an object with so many bytes of data. */
    static BlockTable parse(ByteBuffer section, long dataLength) throws Flaw {
        if (section.remaining() < HEADER_BYTES) {
            throw bad("has %d bytes, less than its header".formatted(section.remaining()));
        }
        BlockTable parsed = new BlockTable(section);
        int blockBytes = parsed.blockBytes();
        if (blockBytes < LEAST_BLOCK_BYTES || blockBytes > MOST_BLOCK_BYTES) {
            throw bad("has blocks of %d bytes".formatted(blockBytes));
        }
        long due = (dataLength + blockBytes - 1) / blockBytes;
        int entryBytes = section.getInt(8);
        if (section.getInt(4) != due
                || entryBytes < 4
                || entryBytes > 64
                || section.getInt(12) != 0
                || section.remaining() != HEADER_BYTES + due * entryBytes) {
            throw bad(
                    "has %d bytes for %d blocks with entries of %d bytes, but %d bytes of data are %d blocks of %d bytes"
                            .formatted(
                                    section.remaining(), section.getInt(4), entryBytes, dataLength, due, blockBytes));
        }
        return parsed;
    }

    private static Flaw bad(String what) {
        return new Flaw(FindingKind.BAD_SECTION, "has an impossible section block-table: it " + what);
    }

    int blockBytes() {
        return table.getInt(0);
    }

    int crc(int block) {
        return table.getInt(HEADER_BYTES + block * table.getInt(8));
    }
}
