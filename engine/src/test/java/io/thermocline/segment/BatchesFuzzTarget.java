// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.fuzz.FuzzTarget;
import io.thermocline.segment.testing.TestSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.LegacyRecord;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.Records;

/**
 * The input: a log, which is scanned as it is and with right checksums, in pieces of several sizes. It is without flaw if,
 * and only if, Kafka reads it to its end and finds every batch right.
 */
public final class BatchesFuzzTarget implements FuzzTarget {

    private static final int[] PIECES = {1, 7, 61};
    private static final int LONGEST_IN_SMALL_PIECES = 2048;

    @Override
    public String name() {
        return "batches";
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>(List.of(new byte[0]));
        for (int magic = 0; magic <= 2; magic++) {
            seeds.add(log(magic, CompressionType.NONE));
            seeds.add(log(magic, CompressionType.GZIP));
        }
        return seeds;
    }

    private static byte[] log(int magic, CompressionType codec) {
        try {
            Path directory = Files.createTempDirectory("batches");
            try {
                return TestSegment.builder()
                        .records(magic, codec)
                        .batches(150, 70)
                        .size(700)
                        .writeTo(directory)
                        .log();
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Override
    public void parse(byte[] input) {
        check(input);
        check(repaired(input));
    }

    private static void check(byte[] log) {
        RecordBatchScanner whole = scanned(log, log.length);
        String flaw = whole.finish().map(RecordBatchScanner.Flaw::toString).orElse("");
        for (int piece : log.length > LONGEST_IN_SMALL_PIECES ? new int[0] : PIECES) {
            RecordBatchScanner cut = scanned(log, piece);
            assertThat(cut.finish().map(RecordBatchScanner.Flaw::toString).orElse(""))
                    .isEqualTo(flaw);
            assertThat(cut.batches()).isEqualTo(whole.batches());
        }
        whole.finish().ifPresent(found -> assertThat(found.position()).isBetween(0L, Math.max(0, log.length - 1L)));
        assertThat(flaw.isEmpty()).as(flaw).isEqualTo(kafkaReadsAllOf(log));
    }

    private static RecordBatchScanner scanned(byte[] log, int piece) {
        RecordBatchScanner scanner = new RecordBatchScanner(log.length);
        for (int at = 0; at < log.length; ) {
            int n = Math.min(piece, log.length - at);
            scanner.feed(ByteBuffer.wrap(log, at, n));
            at += n;
        }
        return scanner;
    }

    private static boolean kafkaReadsAllOf(byte[] log) {
        int read = 0;
        try {
            for (MutableRecordBatch batch :
                    MemoryRecords.readableRecords(ByteBuffer.wrap(log)).batches()) {
                if (batch.magic() < 0 || !batch.isValid() || isTooShortForItsFields(batch)) {
                    return false;
                }
                read += batch.sizeInBytes();
            }
            return read == log.length;
        } catch (CorruptRecordException | IllegalArgumentException e) {
            // The latter for a length that overflows when Kafka adds that of the frame to it.
            return false;
        }
    }

    /** Kafka finds a message of magic 1 right that is as long as the fields of magic 0, but cannot read its fields. */
    private static boolean isTooShortForItsFields(MutableRecordBatch batch) {
        return batch.magic() == 1 && batch.sizeInBytes() < Records.LOG_OVERHEAD + LegacyRecord.RECORD_OVERHEAD_V1;
    }

    /** Makes the checksum of each batch right, as long as the next can be found. */
    private static byte[] repaired(byte[] log) {
        byte[] repaired = log.clone();
        ByteBuffer bytes = ByteBuffer.wrap(repaired);
        int at = 0;
        while (repaired.length - at >= 21) {
            int size = bytes.getInt(at + 8);
            if (size < 9 || size > repaired.length - at - 12) {
                break;
            }
            int end = at + 12 + size;
            if (repaired[at + 16] == 2) {
                bytes.putInt(at + 17, Repair.crcOf(repaired, at + 21, end - at - 21));
            } else {
                CRC32 crc = new CRC32();
                crc.update(repaired, at + 16, end - at - 16);
                bytes.putInt(at + 12, (int) crc.getValue());
            }
            at = end;
        }
        return repaired;
    }

    @Override
    public long mostBytes(byte[] input) {
        return 256 * 1024 + 1024L * input.length;
    }
}
