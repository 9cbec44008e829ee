// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Reads a log as a row of record batches: each whole, with the checksum it says, and each beginning at the offset after
 * the one before. Keeps the batch that it is in the middle of.
 */
final class BatchScan {

    private static final int FRAME_BYTES = 12;
    private static final int MAGIC_AT = 16;
    private static final int LEAST_BYTES = 26;
    private static final int LEAST_BYTES_V2 = 61;

    private byte[] pending = new byte[0];
    private long position;
    private long batches;
    private OptionalLong first = OptionalLong.empty();
    private long last = -1;
    private String flaw;

    /** Takes the next bytes of the log; after a flaw they are ignored. */
    void feed(byte[] bytes, int length) {
        if (flaw != null) {
            return;
        }
        ByteBuffer in = ByteBuffer.allocate(pending.length + length)
                .put(pending)
                .put(bytes, 0, length)
                .flip();
        while (flaw == null && in.remaining() > MAGIC_AT && batchIsThere(in)) {
            int size = FRAME_BYTES + in.getInt(in.position() + 8);
            take(in.slice(in.position(), size));
            in.position(in.position() + size);
            position += size;
        }
        pending = new byte[in.remaining()];
        in.get(pending);
    }

    private boolean batchIsThere(ByteBuffer in) {
        int at = in.position();
        int magic = in.get(at + MAGIC_AT);
        long size = (long) FRAME_BYTES + in.getInt(at + 8);
        if (magic < 0 || magic > 2 || size < (magic == 2 ? LEAST_BYTES_V2 : LEAST_BYTES)) {
            flaw = "at position %d has magic %d and %d bytes, which no batch has".formatted(position, magic, size);
        }
        return flaw == null && in.remaining() >= size;
    }

    private void take(ByteBuffer batch) {
        boolean v2 = batch.get(MAGIC_AT) == 2;
        Checksum checksum = v2 ? new CRC32C() : new CRC32();
        checksum.update(v2 ? batch.slice(21, batch.limit() - 21) : batch.slice(16, batch.limit() - 16));
        int stored = batch.getInt(v2 ? 17 : 12);
        if ((int) checksum.getValue() != stored) {
            flaw = "at position %d has checksum %08x, but its bytes give %08x"
                    .formatted(position, stored, (int) checksum.getValue());
            return;
        }
        long end = v2 ? batch.getLong(0) + batch.getInt(23) : batch.getLong(0);
        // A compressed batch of the old formats says only the offset of its last record.
        boolean compressed = !v2 && (batch.get(17) & 7) != 0;
        long begin = compressed && batches > 0 ? last + 1 : batch.getLong(0);
        if (end < begin || batches > 0 && begin != last + 1) {
            flaw = "at position %d has offsets %d to %d, after one that ended with %d"
                    .formatted(position, begin, end, last);
            return;
        }
        if (batches == 0 && !compressed) {
            first = OptionalLong.of(begin);
        }
        last = end;
        batches++;
    }

    /** Returns what is wrong with the log, after all of it was fed; it continues "the batch". */
    Optional<String> flaw() {
        if (flaw == null && pending.length > 0) {
            return Optional.of("at position %d is cut off after %d bytes".formatted(position, pending.length));
        }
        return Optional.ofNullable(flaw);
    }

    /** Returns how many batches there are. */
    long batches() {
        return batches;
    }

    /** Returns the offset of the first record, where the log says it. */
    OptionalLong firstOffset() {
        return first;
    }

    /** Returns the offset of the last record; -1 if there is none. */
    long lastOffset() {
        return last;
    }
}
