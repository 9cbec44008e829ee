// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** Logs that Kafka's own classes have written. */
class BatchScanTest {

    private static byte[] batch(int magic, long offset, Compression codec) {
        SimpleRecord[] records = new SimpleRecord[3];
        Arrays.setAll(records, i -> new SimpleRecord(1_700_000_000_000L, new byte[100 + i]));
        ByteBuffer bytes =
                MemoryRecords.withRecords((byte) magic, offset, codec, records).buffer();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private static byte[] log(byte[]... batches) {
        ByteBuffer log = ByteBuffer.allocate(
                Arrays.stream(batches).mapToInt(batch -> batch.length).sum());
        Arrays.stream(batches).forEach(log::put);
        return log.array();
    }

    private static BatchScan scan(byte[] log, int piece) {
        BatchScan scan = new BatchScan();
        for (int at = 0; at < log.length; at += piece) {
            byte[] bytes = Arrays.copyOfRange(log, at, Math.min(log.length, at + piece));
            scan.feed(bytes, bytes.length);
        }
        return scan;
    }

    @Test
    void logsOfAllFormatsAreWholeInWhateverPiecesTheyCome() {
        for (int magic = 0; magic <= 2; magic++) {
            for (Compression codec :
                    new Compression[] {Compression.NONE, Compression.gzip().build()}) {
                byte[] log = log(batch(magic, 40, codec), batch(magic, 43, codec), batch(magic, 46, codec));
                for (int piece : new int[] {1, 7, 100, log.length}) {
                    BatchScan scan = scan(log, piece);
                    assertThat(scan.flaw())
                            .as("magic %d, %s", magic, codec.type())
                            .isEmpty();
                    assertThat(scan.lastOffset()).isEqualTo(48);
                    scan.firstOffset().ifPresent(first -> assertThat(first).isEqualTo(40));
                }
            }
        }
    }

    @Test
    void whatIsNoLogIsSaidWithItsPosition() {
        byte[] one = batch(2, 40, Compression.NONE);
        byte[] cut = Arrays.copyOf(one, one.length - 1);
        byte[] flipped = one.clone();
        flipped[one.length - 1] ^= 1;

        assertThat(flaw(log(one, cut)))
                .hasValueSatisfying(flaw ->
                        assertThat(flaw).contains("at position " + one.length).contains("cut off"));
        assertThat(flaw(log(one, Arrays.copyOf(one, 5)))).isPresent();
        assertThat(flaw(flipped)).hasValueSatisfying(flaw -> assertThat(flaw).contains("checksum"));
        assertThat(flaw(log(one, batch(2, 44, Compression.NONE))))
                .hasValueSatisfying(
                        flaw -> assertThat(flaw).contains("offsets 44 to 46, after one that ended with 42"));
        assertThat(flaw(log(one, one))).isPresent();
        assertThat(flaw(new byte[100]))
                .hasValueSatisfying(flaw -> assertThat(flaw).contains("magic 0 and 12 bytes"));
        assertThat(flaw(new byte[0])).isEmpty();
    }

    private static Optional<String> flaw(byte[] log) {
        return scan(log, 64).flaw();
    }
}
