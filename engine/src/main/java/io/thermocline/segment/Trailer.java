// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The last {@value #BYTES} bytes of a segment object, from which everything else is found.
 *
 * @param logLength bytes of the log segment; the same as {@code tailStart} where no codec changed them
 */
record Trailer(
        long footerStart, long tailStart, long logLength, int manifestLength, int manifestCrc32c, short formatVersion) {

    static final int BYTES = 48;
    static final short FORMAT_VERSION = 1;

    private static final long MAGIC =
            ByteBuffer.wrap("THRMCLIN".getBytes(StandardCharsets.US_ASCII)).getLong();
    private static final int CRC_AT = 36;

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.putLong(footerStart).putLong(tailStart).putLong(logLength);
        out.putInt(manifestLength)
                .putInt(manifestCrc32c)
                .putShort(formatVersion)
                .putShort((short) 0);
        out.putInt(crcOf(out)).putLong(MAGIC);
        return out.flip();
    }

    /**
     * Reads the trailer that ends where {@code bytes} ends.
     *
     * @param objectLength length of the whole object
     * @throws MalformedException if these are not the last bytes of a whole segment object
     */
    static Trailer decode(ByteBuffer bytes, long objectLength) throws MalformedException {
        if (bytes.remaining() < BYTES) {
            throw new MalformedException("it has only %d bytes; a trailer alone has %d".formatted(objectLength, BYTES));
        }
        ByteBuffer in = bytes.slice(bytes.limit() - BYTES, BYTES);
        long magic = in.getLong(BYTES - 8);
        if (magic != MAGIC) {
            throw new MalformedException(
                    "it does not end with the magic of a segment object (found %016x, expected %016x)"
                            .formatted(magic, MAGIC));
        }
        int stored = in.getInt(CRC_AT);
        int computed = crcOf(in);
        if (stored != computed) {
            throw new MalformedException(
                    "the trailer's checksum is %08x, but its bytes give %08x".formatted(stored, computed));
        }
        in.rewind();
        Trailer trailer =
                new Trailer(in.getLong(), in.getLong(), in.getLong(), in.getInt(), in.getInt(), in.getShort());
        trailer.check(in.getShort(), objectLength);
        return trailer;
    }

    private void check(short reserved, long objectLength) throws MalformedException {
        if (formatVersion != FORMAT_VERSION || reserved != 0) {
            throw new MalformedException("it has format version %d (reserved bits %x), this reader knows version %d: a"
                            .formatted(formatVersion, reserved, FORMAT_VERSION)
                    + " newer plugin wrote it; upgrade this one");
        }
        long manifestEnd = objectLength - BYTES;
        if (tailStart < 0
                || footerStart < tailStart
                || manifestLength < 2
                || footerStart > manifestEnd - manifestLength
                || objectLength - tailStart > SegmentExtent.MOST_TAIL_BYTES
                || logLength < 0) {
            throw new MalformedException(
                    "the trailer makes no sense: footer at %d, tail at %d, log length %d, manifest length %d, object length %d"
                            .formatted(footerStart, tailStart, logLength, manifestLength, objectLength));
        }
    }

    SegmentExtent extent(long objectLength) {
        return new SegmentExtent(tailStart, footerStart, objectLength);
    }

    private static int crcOf(ByteBuffer trailer) {
        CRC32C crc = new CRC32C();
        crc.update(trailer.duplicate().position(0).limit(CRC_AT));
        return (int) crc.getValue();
    }
}
