// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Checks that a log segment is a row of whole record batches with right checksums, from its first byte to its last. Takes
 * the bytes in pieces of any size, in order, and keeps only the header of the batch it is in.
 *
 * <p>Framing of magic 0 to 2: offset (8), size of what follows (4), then 4 bytes that differ, then the magic. Magic 0 and
 * 1 have a CRC-32 there, over all that follows it; magic 2 has its CRC-32C after the magic, over all that follows it.
 */
final class RecordBatchScanner {

    private static final int SIZE_AT = 8;
    private static final int FRAME_BYTES = 12;
    private static final int CRC_AT_OLD = 12;
    private static final int MAGIC_AT = 16;
    private static final int CRC_AT_V2 = 17;
    private static final int CHECKED_FROM_V2 = 21;
    private static final int HEADER_BYTES = CHECKED_FROM_V2;

    private static final int MIN_SIZE_V0 = 14;
    private static final int MIN_SIZE_V1 = 22;
    private static final int MIN_SIZE_V2 = 49;

    /**
     * What is wrong.
     *
     * @param position where the batch begins
     */
    record Flaw(long position, String what) {
        @Override
        public String toString() {
            return "the batch at position " + position + " " + what;
        }
    }

    private final long fileLength;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    private final CRC32 crc32 = new CRC32();
    private final CRC32C crc32c = new CRC32C();

    private long batchStart;
    private long batches;
    private long bodyLeft;
    private int expectedCrc;
    private Checksum checksum = crc32c;
    private boolean inBody;
    private Flaw flaw;

    RecordBatchScanner(long fileLength) {
        this.fileLength = fileLength;
    }

    /** Takes the next bytes of the file and consumes them. After a flaw was found the rest is ignored. */
    void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining() && flaw == null) {
            if (inBody) {
                feedBody(bytes);
            } else {
                feedHeader(bytes);
            }
        }
    }

    /** Returns what is wrong with what was fed so far. */
    Optional<Flaw> flaw() {
        return Optional.ofNullable(flaw);
    }

    /** Returns what is wrong with the file, after all of it was fed. */
    Optional<Flaw> finish() {
        if (flaw == null && (inBody || header.position() > 0)) {
            flaw = new Flaw(
                    batchStart, "is cut off: the file ends after " + (fileLength - batchStart) + " bytes of it");
        }
        return flaw();
    }

    /** Returns the number of whole batches seen. */
    long batches() {
        return batches;
    }

    private void feedHeader(ByteBuffer bytes) {
        int n = Math.min(header.remaining(), bytes.remaining());
        header.put(bytes.slice(bytes.position(), n));
        bytes.position(bytes.position() + n);
        if (!header.hasRemaining()) {
            beginBody();
        }
    }

    private void beginBody() {
        int size = header.getInt(SIZE_AT);
        byte magic = header.get(MAGIC_AT);
        if (magic < 0 || magic > 2) {
            flaw = new Flaw(batchStart, "has magic " + magic + ", which is none of 0, 1 and 2");
            return;
        }
        int least = magic == 2 ? MIN_SIZE_V2 : magic == 1 ? MIN_SIZE_V1 : MIN_SIZE_V0;
        if (size < least || size > fileLength - batchStart - FRAME_BYTES) {
            flaw = new Flaw(
                    batchStart,
                    "says that it has %d bytes after its length field; %d is the least for magic %d, and the file has %d left"
                            .formatted(size, least, magic, fileLength - batchStart - FRAME_BYTES));
            return;
        }
        checksum = magic == 2 ? crc32c : crc32;
        checksum.reset();
        expectedCrc = header.getInt(magic == 2 ? CRC_AT_V2 : CRC_AT_OLD);
        if (magic < 2) {
            checksum.update(header.array(), MAGIC_AT, HEADER_BYTES - MAGIC_AT);
        }
        bodyLeft = (long) FRAME_BYTES + size - HEADER_BYTES;
        inBody = true;
    }

    private void feedBody(ByteBuffer bytes) {
        int n = (int) Math.min(bodyLeft, bytes.remaining());
        checksum.update(bytes.slice(bytes.position(), n));
        bytes.position(bytes.position() + n);
        bodyLeft -= n;
        if (bodyLeft == 0) {
            endBatch();
        }
    }

    private void endBatch() {
        int crc = (int) checksum.getValue();
        if (crc != expectedCrc) {
            flaw = new Flaw(batchStart, "has checksum %08x, but its bytes give %08x".formatted(expectedCrc, crc));
            return;
        }
        batchStart += FRAME_BYTES + (long) header.getInt(SIZE_AT);
        batches++;
        header.clear();
        inBody = false;
    }
}
