// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.segment.SegmentExtent;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The few bytes that the broker keeps with a segment's metadata for us: where the parts of the object lie, and under
 * which prefix it is. They save a request and are never needed; bytes that are not ours are ignored.
 *
 * <p>Layout, big-endian: magic (1), version (1), tail start (8), index length (4), footer length (4), location (4),
 * CRC-32C of all that (4).
 */
final class CustomMetadataCodec {

    static final int BYTES = 26;

    private static final byte MAGIC = 0x54;
    private static final byte VERSION = 1;
    private static final int CRC_AT = BYTES - Integer.BYTES;

    /**
     * What the bytes say.
     *
     * @param location which prefix, see {@link Locations}
     */
    record Hint(SegmentExtent extent, int location) {}

    private CustomMetadataCodec() {}

    static byte[] encode(Hint hint) {
        SegmentExtent extent = hint.extent();
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.put(MAGIC).put(VERSION).putLong(extent.tailStart());
        out.putInt(extent.tailLength() - extent.footerLength()).putInt(extent.footerLength());
        out.putInt(hint.location());
        out.putInt(crcOf(out.array()));
        return out.array();
    }

    /** Returns what the bytes say, or empty if they are not ours. */
    static Optional<Hint> decode(byte[] bytes) {
        if (bytes.length != BYTES || bytes[0] != MAGIC || bytes[1] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 2, BYTES - 2);
        long tailStart = in.getLong();
        long footerStart = tailStart + in.getInt();
        long objectLength = footerStart + in.getInt();
        int location = in.getInt();
        if (in.getInt() != crcOf(bytes)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Hint(new SegmentExtent(tailStart, footerStart, objectLength), location));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int crcOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
