// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.load;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The value of a record that says which one it is and proves that it arrived whole: partition, sequence within the
 * partition, a payload that follows from both, and the CRC-32C of all that.
 *
 * <p>The payload is sixteen letters in a random order, so that a codec shrinks it to about a half.
 */
public final class SealedValue {

    /** The smallest value: one without a payload. */
    public static final int MIN_BYTES = Integer.BYTES + Long.BYTES + Integer.BYTES;

    private static final int PAYLOAD_AT = Integer.BYTES + Long.BYTES;
    private static final long LOW_NIBBLES = 0x0f0f0f0f0f0f0f0fL;
    private static final long LETTERS = 0x6161616161616161L;

    private SealedValue() {}

    /** Returns the value of that record, {@code bytes} long. */
    public static byte[] of(int partition, long sequence, int bytes) {
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException("a sealed value has at least " + MIN_BYTES + " bytes, not " + bytes);
        }
        ByteBuffer value = ByteBuffer.allocate(bytes).putInt(partition).putLong(sequence);
        int crcAt = bytes - Integer.BYTES;
        fill(value.slice(PAYLOAD_AT, crcAt - PAYLOAD_AT), new SplittableRandom(sequence * 31 + partition));
        return value.putInt(crcAt, crcOf(value, crcAt)).array();
    }

    private static void fill(ByteBuffer payload, SplittableRandom random) {
        payload.order(ByteOrder.LITTLE_ENDIAN);
        while (payload.remaining() >= Long.BYTES) {
            payload.putLong((random.nextLong() & LOW_NIBBLES) + LETTERS);
        }
        while (payload.hasRemaining()) {
            payload.put((byte) ('a' + random.nextInt(16)));
        }
    }

    /**
     * Checks that a value is the one of that record, whole.
     *
     * @throws BrokenSealException saying what it is instead
     */
    public static void verify(int partition, long sequence, byte[] value) {
        if (value == null || value.length < MIN_BYTES) {
            throw new BrokenSealException(
                    "it has %d bytes, less than any sealed value".formatted(value == null ? 0 : value.length));
        }
        ByteBuffer in = ByteBuffer.wrap(value);
        int crcAt = value.length - Integer.BYTES;
        int computed = crcOf(in, crcAt);
        if (computed != in.getInt(crcAt)) {
            throw new BrokenSealException(
                    "its checksum is %08x, but its bytes give %08x".formatted(in.getInt(crcAt), computed));
        }
        int foundPartition = in.getInt(0);
        long foundSequence = in.getLong(Integer.BYTES);
        if (foundPartition != partition || foundSequence != sequence) {
            throw new BrokenSealException("it is record %d of partition %d, where record %d of partition %d was due"
                    .formatted(foundSequence, foundPartition, sequence, partition));
        }
    }

    private static int crcOf(ByteBuffer value, int length) {
        CRC32C crc = new CRC32C();
        crc.update(value.slice(0, length));
        return (int) crc.getValue();
    }
}
