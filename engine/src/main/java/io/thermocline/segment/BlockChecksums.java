// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

/** The checksums of blocks from those of the chunks that they consist of, without their bytes. */
final class BlockChecksums {

    /** The polynomial of CRC-32C, lowest power first, without the highest. */
    private static final int POLYNOMIAL = 0x82f63b78;

    private BlockChecksums() {}

    /**
     * @param chunks CRC-32C of each chunk; all have {@code chunkBytes} but the last
     * @param blockBytes a multiple of {@code chunkBytes}
     */
    static int[] of(int[] chunks, long logLength, int chunkBytes, int blockBytes) {
        int perBlock = blockBytes / chunkBytes;
        int[] blocks = new int[BlockTable.blocksIn(logLength, blockBytes)];
        int power = powerOf(chunkBytes);
        for (int chunk = 0; chunk < chunks.length; chunk++) {
            long length = Math.min(chunkBytes, logLength - (long) chunk * chunkBytes);
            int block = chunk / perBlock;
            blocks[block] = times(length == chunkBytes ? power : powerOf(length), blocks[block]) ^ chunks[chunk];
        }
        return blocks;
    }

    /** Returns what a checksum is multiplied by for each byte that follows: x to the power of eight times as many. */
    private static int powerOf(long bytes) {
        int result = 1 << 31;
        int square = 1 << 23;
        for (long left = bytes; left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                result = times(result, square);
            }
            square = times(square, square);
        }
        return result;
    }

    /** Multiplies two polynomials over the field of two elements, modulo that of the checksum; x to the 0 is the top bit. */
    private static int times(int a, int b) {
        int product = 0;
        int multiple = b;
        for (int rest = a; rest != 0; rest <<= 1) {
            product ^= rest < 0 ? multiple : 0;
            multiple = (multiple >>> 1) ^ (-(multiple & 1) & POLYNOMIAL);
        }
        return product;
    }
}
