// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.segment.testing.Seed;
import io.thermocline.segment.testing.TestSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordBatchScannerTest {

    private static final int SIZE_AT = 8;
    private static final int MAGIC_AT = 16;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "0, NONE",
        "0, GZIP",
        "0, SNAPPY",
        "0, LZ4",
        "1, NONE",
        "1, GZIP",
        "1, SNAPPY",
        "1, LZ4",
        "2, NONE",
        "2, GZIP",
        "2, SNAPPY",
        "2, LZ4",
        "2, ZSTD"
    })
    void findsTheBatchesThatKafkaFindsHoweverTheBytesAreCut(int magic, CompressionType codec) throws IOException {
        byte[] log = log(magic, codec, 50_000);
        int batches = starts(log).size();

        for (int chunk : new int[] {1, 2, 13, 61, 997, 4096, 49_999, 50_000}) {
            RecordBatchScanner scanner = scanner(log, chunk);

            assertThat(scanner.finish()).isEmpty();
            assertThat(scanner.batches()).isEqualTo(batches);
        }
    }

    @Test
    void acceptsABatchLongerThanManyChunks() throws IOException {
        byte[] log = TestSegment.builder()
                .batches(300_000, 290_000)
                .size(280_000)
                .writeTo(directory)
                .log();

        assertThat(scan(log, 4096)).isEmpty();
        assertThat(starts(log)).hasSize(1);
    }

    @Test
    void acceptsAFileWithoutBytes() {
        assertThat(scan(new byte[0], 1)).isEmpty();
    }

    /** What no checksum covers is the offset (8 bytes) and, from magic 2 on, the leader epoch after the size (4 bytes). */
    @ParameterizedTest
    @CsvSource({"0, NONE", "0, GZIP", "1, NONE", "1, LZ4", "2, NONE", "2, ZSTD"})
    void findsEveryFlippedBitButThoseThatNoChecksumCovers(int magic, CompressionType codec) throws IOException {
        byte[] log = log(magic, codec, 700);
        NavigableMap<Integer, Integer> starts = starts(log);

        for (int bit = 0; bit < log.length * 8; bit++) {
            int inBatch = bit / 8 - starts.floorKey(bit / 8);
            boolean uncovered = inBatch < SIZE_AT || (magic == 2 && inBatch >= 12 && inBatch < MAGIC_AT);
            byte[] flipped = flip(log, bit);

            assertThat(scan(flipped, log.length).isPresent())
                    .as("bit %d of byte %d of a batch, in the file at %d", bit % 8, inBatch, bit / 8)
                    .isEqualTo(!uncovered);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void findsThatAFileIsCutOffUnlessBetweenTwoBatches(int magic) throws IOException {
        byte[] log = log(magic, CompressionType.NONE, 700);
        TreeSet<Integer> starts = new TreeSet<>(starts(log).keySet());

        for (int length = 0; length < log.length; length++) {
            Optional<RecordBatchScanner.Flaw> flaw = scan(Arrays.copyOf(log, length), 97);

            assertThat(flaw.isPresent()).as("cut off at %d", length).isEqualTo(!starts.contains(length));
            assertThat(flaw.map(RecordBatchScanner.Flaw::position).orElse((long) length))
                    .isEqualTo(starts.floor(length).longValue());
        }
    }

    @Test
    void findsZerosAndGarbageAfterTheLastBatch() throws IOException {
        Seed seed = Seed.ofThisRun();
        byte[] log = log(2, CompressionType.NONE, 700);

        for (int extra = 1; extra < 200; extra++) {
            byte[] zeros = Arrays.copyOf(log, log.length + extra);
            byte[] garbage = new byte[extra];
            seed.random().nextBytes(garbage);
            byte[] spoilt = Arrays.copyOf(log, log.length + extra);
            System.arraycopy(garbage, 0, spoilt, log.length, extra);

            assertThat(scan(zeros, 128)).map(RecordBatchScanner.Flaw::position).hasValue((long) log.length);
            assertThat(scan(spoilt, 128)).as(seed.toString()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Integer.MAX_VALUE,
                Integer.MAX_VALUE - 12,
                Integer.MIN_VALUE,
                Integer.MIN_VALUE + 12,
                -12,
                -1,
                0,
                1,
                13,
                21,
                48
            })
    void findsASizeThatCannotBe(int size) throws IOException {
        byte[] log = log(2, CompressionType.NONE, 700);
        int second = starts(log).higherKey(0);
        ByteBuffer.wrap(log).putInt(second + SIZE_AT, size);

        Optional<RecordBatchScanner.Flaw> flaw = scan(log, 100);

        assertThat(flaw).hasValueSatisfying(found -> {
            assertThat(found.position()).isEqualTo(second);
            assertThat(found.what()).contains("says that it has " + size + " bytes");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {-128, -1, 3, 127})
    void findsAMagicThatNobodyKnows(int magic) throws IOException {
        byte[] log = log(2, CompressionType.NONE, 700);
        log[MAGIC_AT] = (byte) magic;

        assertThat(scan(log, 100))
                .map(RecordBatchScanner.Flaw::what)
                .hasValueSatisfying(what -> assertThat(what).contains("has magic " + magic));
    }

    @Test
    void tellsHowManyBatchesAreWholeBeforeTheFlaw() throws IOException {
        byte[] log = log(2, CompressionType.NONE, 2000);
        int last = starts(log).lastKey();

        RecordBatchScanner scanner = scanner(flip(log, (log.length - 1) * 8), 64);

        assertThat(scanner.finish()).map(RecordBatchScanner.Flaw::position).hasValue((long) last);
        assertThat(scanner.batches()).isEqualTo(starts(log).size() - 1);
    }

    private byte[] log(int magic, CompressionType codec, int size) throws IOException {
        int batchBytes = Math.max(100, size / 20);
        return TestSegment.builder()
                .records(magic, codec)
                .batches(batchBytes, Math.min(500, batchBytes / 2))
                .size(size)
                .writeTo(directory)
                .log();
    }

    /** Returns where Kafka says that batches begin, each with its length. */
    private static NavigableMap<Integer, Integer> starts(byte[] log) {
        NavigableMap<Integer, Integer> starts = new TreeMap<>();
        int at = 0;
        for (MutableRecordBatch batch :
                MemoryRecords.readableRecords(ByteBuffer.wrap(log)).batches()) {
            starts.put(at, batch.sizeInBytes());
            at += batch.sizeInBytes();
        }
        return starts;
    }

    private static Optional<RecordBatchScanner.Flaw> scan(byte[] log, int chunk) {
        return scanner(log, chunk).finish();
    }

    private static RecordBatchScanner scanner(byte[] log, int chunk) {
        RecordBatchScanner scanner = new RecordBatchScanner(log.length);
        for (int at = 0; at < log.length; at += chunk) {
            scanner.feed(ByteBuffer.wrap(log, at, Math.min(chunk, log.length - at)));
        }
        return scanner;
    }

    private static byte[] flip(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
