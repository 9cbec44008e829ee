// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache.disk;

import io.thermocline.segment.BlockTable;
import io.thermocline.store.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The head of a block in a file of the disk cache: whose block it is and how long. The bytes of the block follow.
 *
 * <p>Layout, big-endian: magic (4), length of the key (2), reserved (2), block (4), length of the block (4), the key, CRC-32C
 * of all that (4).
 *
 * @param bytes how long the block is
 */
record DiskRecord(ObjectKey key, int block, int bytes) {

    static final int FIXED_BYTES = 16;
    private static final int CRC_BYTES = Integer.BYTES;
    /** What is read to decode a head: the longest there can be. */
    static final int MOST_BYTES = FIXED_BYTES + ObjectKey.MAX_BYTES + CRC_BYTES;

    private static final int MAGIC = 0x54434231;
    private static final int MOST_BLOCK_BYTES = BlockTable.MAX_BLOCK_BYTES;

    ByteBuffer encode() {
        byte[] name = key.value().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + name.length + CRC_BYTES);
        out.putInt(MAGIC)
                .putShort((short) name.length)
                .putShort((short) 0)
                .putInt(block)
                .putInt(bytes);
        out.put(name).putInt(crcOf(out, out.position()));
        return out.flip();
    }

    /** Returns how long the head is. */
    int headBytes() {
        return FIXED_BYTES + key.value().getBytes(StandardCharsets.UTF_8).length + CRC_BYTES;
    }

    /** Returns the head that begins where {@code in} does, or nothing if there is none, or only a part of one. */
    static Optional<DiskRecord> decode(ByteBuffer in) {
        if (in.remaining() < FIXED_BYTES + CRC_BYTES) {
            return Optional.empty();
        }
        ByteBuffer head = in.slice();
        int magic = head.getInt();
        int nameLength = head.getShort() & 0xffff;
        int reserved = head.getShort();
        int block = head.getInt();
        int bytes = head.getInt();
        boolean plausible = magic == MAGIC
                && reserved == 0
                && nameLength >= 1
                && nameLength <= ObjectKey.MAX_BYTES
                && head.remaining() >= nameLength + CRC_BYTES
                && block >= 0
                && bytes >= 1
                && bytes <= MOST_BLOCK_BYTES;
        if (!plausible || head.getInt(FIXED_BYTES + nameLength) != crcOf(head, FIXED_BYTES + nameLength)) {
            return Optional.empty();
        }
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(head.slice(FIXED_BYTES, nameLength))
                    .toString();
            return Optional.of(new DiskRecord(new ObjectKey(name), block, bytes));
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int crcOf(ByteBuffer buffer, int length) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(0, length));
        return (int) crc.getValue();
    }
}
