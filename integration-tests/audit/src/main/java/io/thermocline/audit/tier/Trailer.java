// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.FindingKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The last 48 bytes of a segment object.
 *
 * @param start where it begins
 */
record Trailer(long start, long footerStart, long tailStart, int manifestLength, int manifestCrc) {

    static final int BYTES = 48;

    private static final byte[] MAGIC = "THRMCLIN".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_AT = 36;
    private static final int MAGIC_AT = 40;

    /** Reads the trailer of an object that has {@code length} bytes; {@code end} is how it ends. */
    static Trailer parse(byte[] end, long length) throws Flaw {
        ByteBuffer in = ByteBuffer.wrap(end, end.length - BYTES, BYTES).slice();
        byte[] magic = new byte[MAGIC.length];
        in.get(MAGIC_AT, magic);
        require(
                Arrays.equals(MAGIC, magic),
                "does not end with the format's magic, so it has no trailer or is cut off");
        int computed = Crc.of(end, end.length - BYTES, CRC_AT);
        require(
                computed == in.getInt(CRC_AT),
                "has a trailer whose checksum is %08x, but its bytes give %08x".formatted(in.getInt(CRC_AT), computed));
        require(
                in.getShort(32) == 1 && in.getShort(34) == 0,
                "has format version %d with flags %d; only version 1 is specified"
                        .formatted(in.getShort(32), in.getShort(34)));
        Trailer trailer = new Trailer(length - BYTES, in.getLong(0), in.getLong(8), in.getInt(24), in.getInt(28));
        require(
                in.getLong(16) == trailer.tailStart,
                "has a log of %d bytes stored in %d, which version 1 does not know"
                        .formatted(in.getLong(16), trailer.tailStart));
        require(
                trailer.manifestLength >= 0
                        && trailer.tailStart >= 0
                        && trailer.tailStart <= trailer.footerStart
                        && trailer.footerStart <= trailer.manifestStart()
                        && length - trailer.tailStart <= Integer.MAX_VALUE,
                "has a trailer with impossible places: tail at %d, footer at %d, manifest of %d bytes, object of %d"
                        .formatted(trailer.tailStart, trailer.footerStart, trailer.manifestLength, length));
        return trailer;
    }

    private static void require(boolean condition, String otherwise) throws Flaw {
        if (!condition) {
            throw new Flaw(FindingKind.BAD_TRAILER, otherwise);
        }
    }

    long manifestStart() {
        return start - manifestLength;
    }

    long length() {
        return start + BYTES;
    }
}
