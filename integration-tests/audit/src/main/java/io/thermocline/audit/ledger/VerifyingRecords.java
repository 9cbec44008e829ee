// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Record values that prove themselves: run, producer, sequence number (of the producer, over all partitions), a payload
 * that follows from these, and a CRC-32C of all that. Any value can be made again from what it says of itself, so that
 * each byte can be checked, of records nobody acknowledged too.
 */
public final class VerifyingRecords {

    private static final int PRODUCER_AT = Long.BYTES;
    private static final int SEQUENCE_AT = PRODUCER_AT + Integer.BYTES;
    private static final int PAYLOAD_AT = SEQUENCE_AT + Long.BYTES;

    /** The length of a value without a payload. */
    public static final int MIN_BYTES = PAYLOAD_AT + Integer.BYTES;

    private VerifyingRecords() {}

    /**
     * What a value says of itself.
     *
     * @param runId tells the records of one run of a test from those of another; the seed of all payloads
     * @param producerId at least 0
     * @param sequence at least 0
     */
    public record Stamp(long runId, int producerId, long sequence) {

        public Stamp {
            if (producerId < 0 || sequence < 0) {
                throw new IllegalArgumentException(
                        "neither the producer %d nor the sequence %d may be below 0".formatted(producerId, sequence));
            }
        }

        @Override
        public String toString() {
            return "record %d of producer %d".formatted(sequence, producerId);
        }
    }

    /** Returns the value of that record, {@code bytes} long. */
    public static byte[] value(Stamp stamp, int bytes) {
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException("a value has at least " + MIN_BYTES + " bytes, not " + bytes);
        }
        ByteBuffer value = ByteBuffer.allocate(bytes)
                .putLong(stamp.runId())
                .putInt(stamp.producerId())
                .putLong(stamp.sequence());
        fill(value.slice(PAYLOAD_AT, bytes - MIN_BYTES), stamp);
        int crcAt = bytes - Integer.BYTES;
        return value.putInt(crcAt, computed(value.array())).array();
    }

    private static void fill(ByteBuffer payload, Stamp stamp) {
        SplittableRandom random =
                new SplittableRandom((stamp.runId() * 31 + stamp.producerId()) * 1_000_003 + stamp.sequence());
        while (payload.remaining() >= Long.BYTES) {
            payload.putLong(random.nextLong());
        }
        while (payload.hasRemaining()) {
            payload.put((byte) random.nextInt());
        }
    }

    /** Returns the checksum that a value made by {@link #value} ends with. */
    public static int crc(byte[] value) {
        return ByteBuffer.wrap(value).getInt(value.length - Integer.BYTES);
    }

    /** Returns what a value says of itself, if that much of it is there and possible; nothing is verified. */
    static Optional<Stamp> stamp(byte[] value) {
        if (value == null || value.length < MIN_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(value);
        int producer = in.getInt(PRODUCER_AT);
        long sequence = in.getLong(SEQUENCE_AT);
        return producer < 0 || sequence < 0
                ? Optional.empty()
                : Optional.of(new Stamp(in.getLong(0), producer, sequence));
    }

    /** Returns what is wrong with the bytes of a value; it continues "the record". */
    static Optional<String> flaw(byte[] value) {
        if (value == null || value.length < MIN_BYTES) {
            return Optional.of("has %d bytes, less than any that was sent".formatted(value == null ? 0 : value.length));
        }
        if (computed(value) != crc(value)) {
            return Optional.of("has checksum %08x, but its bytes give %08x".formatted(crc(value), computed(value)));
        }
        boolean same = stamp(value)
                .filter(stamp -> Arrays.equals(value, value(stamp, value.length)))
                .isPresent();
        return same ? Optional.empty() : Optional.of("fits its checksum, but has other bytes than were sent");
    }

    private static int computed(byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(value, 0, value.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
