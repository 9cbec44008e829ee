// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

/**
 * Record values that prove themselves: run, producer, sequence number (of the producer, over all partitions), a payload
 * that follows from these, and a CRC-32C of all that. Any value can be made again from what it says of itself, so that
 * each byte can be checked, of records nobody acknowledged too.
 */
public final class VerifyingRecords {

    /** The length of a value without a payload. */
    public static final int MIN_BYTES = Long.BYTES + Integer.BYTES + Long.BYTES + Integer.BYTES;

    private VerifyingRecords() {}

    /**
     * What a value says of itself.
     *
     * @param runId tells the records of one run of a test from those of another; the seed of all payloads
     * @param producerId at least 0
     * @param sequence at least 0
     */
    public record Stamp(long runId, int producerId, long sequence) {}

    /** Returns the value of that record, {@code bytes} long. */
    public static byte[] value(Stamp stamp, int bytes) {
        throw new UnsupportedOperationException();
    }

    /** Returns the checksum that a value made by {@link #value} ends with. */
    public static int crc(byte[] value) {
        throw new UnsupportedOperationException();
    }
}
