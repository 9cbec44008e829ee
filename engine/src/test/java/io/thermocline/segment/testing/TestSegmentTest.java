// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.segment.SectionKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestSegmentTest {

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
    void kafkaReadsTheRecordsOfEveryMagicAndCodec(int magic, CompressionType codec) throws IOException {
        TestSegment segment =
                TestSegment.builder().records(magic, codec).size(200_000).writeTo(directory);

        MemoryRecords records = MemoryRecords.readableRecords(ByteBuffer.wrap(segment.log()));

        assertThat(records.validBytes()).isEqualTo(200_000);
        assertThat(records.batches()).allMatch(RecordBatch::isValid).allMatch(batch -> batch.magic() == magic);
        assertThat(records.records()).hasSizeGreaterThan(150);
    }

    @Test
    void offsetsAscendWithoutGapToTheEndOffset() throws IOException {
        TestSegment segment =
                TestSegment.builder().startOffset(7_000_000_000L).size(300_000).writeTo(directory);
        long expected = 7_000_000_000L;

        for (Record record :
                MemoryRecords.readableRecords(ByteBuffer.wrap(segment.log())).records()) {
            assertThat(record.offset()).isEqualTo(expected++);
        }

        assertThat(segment.description().endOffset()).isEqualTo(expected - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100, 129, 131, 187, 188, 189, 4095, 4096, 4097, 16_000, 40_000, 3_000_017})
    void theLogHasExactlyTheSizeAskedFor(long size) throws IOException {
        TestSegment segment = TestSegment.builder().size(size).writeTo(directory);

        assertThat(segment.files().log()).hasSize(size);
        assertThat(segment.description().sizeInBytes()).isEqualTo(size);
    }

    @Test
    void anIndexEntryPointsAtABatchOfThatOffset() throws IOException {
        TestSegment segment = TestSegment.builder().writeTo(directory);
        ByteBuffer log = ByteBuffer.wrap(segment.log());
        ByteBuffer index =
                ByteBuffer.wrap(segment.section(SectionKind.OFFSET_INDEX).orElseThrow());

        assertThat(index.remaining()).isGreaterThan(8 * 40);
        while (index.hasRemaining()) {
            long offset = segment.name().startOffset() + index.getInt();
            assertThat(log.getLong(index.getInt())).isEqualTo(offset);
        }
    }

    @Test
    void theTransactionIndexIsAbsentEmptyOrFilledAsAskedFor() throws IOException {
        assertThat(TestSegment.builder().writeTo(directory).files().transactionIndex())
                .isEmpty();
        assertThat(TestSegment.builder().transactions(0).writeTo(directory).section(SectionKind.TRANSACTION_INDEX))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEmpty());
        assertThat(TestSegment.builder().transactions(2).writeTo(directory).section(SectionKind.TRANSACTION_INDEX))
                .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(68));
    }
}
