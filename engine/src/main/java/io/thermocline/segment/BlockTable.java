// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.nio.ByteBuffer;

/**
 * The data part cut into blocks: where each lies and the checksum of its stored bytes.
 *
 * <p>In this version a block is stored as it is, so all blocks but the last have the same length. The table's header
 * gives the size of an entry, of which this version knows the first four bytes: entries can grow without a new layout.
 */
public final class BlockTable {

    public static final int MIN_BLOCK_BYTES = 4 * 1024;
    public static final int MAX_BLOCK_BYTES = 16 * 1024 * 1024;

    private static final int HEADER_BYTES = 16;
    private static final int ENTRY_BYTES = 4;
    private static final int MAX_ENTRY_BYTES = 64;

    private final int blockBytes;
    private final long dataLength;
    private final int[] checksums;

    BlockTable(int blockBytes, long dataLength, int[] checksums) {
        this.blockBytes = blockBytes;
        this.dataLength = dataLength;
        this.checksums = checksums;
    }

    /** Returns the number of blocks. */
    public int count() {
        return checksums.length;
    }

    /** Returns the number of bytes in all blocks together. */
    public long dataLength() {
        return dataLength;
    }

    /** Returns the block that holds the byte at {@code position} of the log. */
    public int blockAt(long position) {
        return (int) (position / blockBytes);
    }

    /** Returns where a block begins, in the log and in the object. */
    public long start(int block) {
        return (long) block * blockBytes;
    }

    /** Returns the length of a block. */
    public int length(int block) {
        return (int) Math.min(blockBytes, dataLength - start(block));
    }

    int crc32c(int block) {
        return checksums[block];
    }

    static int blocksIn(long dataLength, int blockBytes) {
        return Math.toIntExact((dataLength + blockBytes - 1) / blockBytes);
    }

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + checksums.length * ENTRY_BYTES);
        out.putInt(blockBytes).putInt(checksums.length).putInt(ENTRY_BYTES).putInt(0);
        for (int checksum : checksums) {
            out.putInt(checksum);
        }
        return out.flip();
    }

    static BlockTable decode(ByteBuffer in, long dataLength) throws MalformedException {
        if (in.remaining() < HEADER_BYTES) {
            throw new MalformedException("the block table has only " + in.remaining() + " bytes");
        }
        int length = in.remaining();
        int blockBytes = in.getInt();
        int count = in.getInt();
        int entryBytes = in.getInt();
        int reserved = in.getInt();
        if (blockBytes < MIN_BLOCK_BYTES
                || blockBytes > MAX_BLOCK_BYTES
                || entryBytes < ENTRY_BYTES
                || entryBytes > MAX_ENTRY_BYTES
                || reserved != 0
                || count < 0
                || count != (dataLength + blockBytes - 1) / blockBytes
                || length != HEADER_BYTES + (long) count * entryBytes) {
            throw new MalformedException(
                    "the block table makes no sense: %d blocks of %d bytes with entries of %d bytes in %d bytes, for %d bytes of data"
                            .formatted(count, blockBytes, entryBytes, length, dataLength));
        }
        int[] checksums = new int[count];
        for (int i = 0; i < count; i++) {
            checksums[i] = in.getInt(in.position() + i * entryBytes);
        }
        return new BlockTable(blockBytes, dataLength, checksums);
    }
}
