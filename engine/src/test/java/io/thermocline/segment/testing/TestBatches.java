// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;

/**
 * Record batches made with Kafka's own classes. What is costly, the records, is made once; {@link #copyTo} repeats it at
 * other offsets, which no checksum covers.
 */
final class TestBatches {

    /** When the first record was made. */
    static final long FIRST_TIMESTAMP_MS = 1_700_000_000_000L;

    private static final int OFFSET_AND_SIZE_BYTES = 12;

    private final ByteBuffer batches;
    private final int records;

    private TestBatches(ByteBuffer batches, int records) {
        this.batches = batches;
        this.records = records;
    }

    /** Makes a batch of about {@code batchBytes} before compression; below magic 2 without codec, as many of one record. */
    static TestBatches of(byte magic, CompressionType codec, int batchBytes, int recordBytes, Random random) {
        int records = Math.max(1, batchBytes / recordBytes);
        byte[] value = new byte[recordBytes];
        MemoryRecordsBuilder builder = builder(magic, codec, batchBytes);
        for (int i = 0; i < records; i++) {
            random.nextBytes(value);
            Arrays.fill(value, 0, recordBytes / 2, (byte) 'x');
            append(builder, magic, i, new byte[] {(byte) i}, value);
        }
        return new TestBatches(builder.build().buffer(), records);
    }

    /** Makes one batch of one record that is exactly {@code bytes} long. */
    static TestBatches ofLength(byte magic, int bytes, Random random) {
        for (int overhead = 26; overhead <= Math.min(bytes, 80); overhead++) {
            for (byte[] key : new byte[][] {null, {}, {1}}) {
                byte[] value = new byte[bytes - overhead];
                random.nextBytes(value);
                MemoryRecordsBuilder builder = builder(magic, CompressionType.NONE, bytes);
                append(builder, magic, 0, key, value);
                MemoryRecords made = builder.build();
                if (made.sizeInBytes() == bytes) {
                    return new TestBatches(made.buffer(), 1);
                }
            }
        }
        throw new IllegalArgumentException("no batch of magic " + magic + " has " + bytes + " bytes");
    }

    private static MemoryRecordsBuilder builder(byte magic, CompressionType codec, int capacity) {
        return MemoryRecords.builder(
                ByteBuffer.allocate(capacity + 1024),
                magic,
                Compression.of(codec).build(),
                magic == 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME,
                0);
    }

    private static void append(MemoryRecordsBuilder builder, byte magic, int offset, byte[] key, byte[] value) {
        builder.appendWithOffset(
                offset, magic == 0 ? RecordBatch.NO_TIMESTAMP : FIRST_TIMESTAMP_MS + offset, key, value);
    }

    int length() {
        return batches.remaining();
    }

    int records() {
        return records;
    }

    /** Appends the batches as they are at {@code offset} of a log. */
    void copyTo(ByteBuffer target, long offset) {
        int start = target.position();
        target.put(batches.duplicate());
        for (int at = start; at < target.position(); at += OFFSET_AND_SIZE_BYTES + target.getInt(at + 8)) {
            target.putLong(at, target.getLong(at) + offset);
        }
    }
}
