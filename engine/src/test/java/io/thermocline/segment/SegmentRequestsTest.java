// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What writing and reading a segment costs. */
class SegmentRequestsTest {

    private static final int BLOCK = 4096;
    private static final int SUFFIX = 64 * 1024;

    @TempDir
    private Path directory;

    private final TestTier tier = new TestTier();

    @Test
    void aSegmentIsWrittenByOnePut() throws IOException {
        SegmentExtent extent = tier.write(segment(500_000));

        assertThat(tier.requests.summary()).isEqualTo("1 put");
        assertThat(tier.requests.bytes(Verb.PUT)).isEqualTo(extent.objectLength());
    }

    @Test
    void aFooterWhoseExtentIsKnownCostsOneReadOfExactlyTheFooter() throws IOException {
        TestSegment segment = segment(500_000);
        SegmentExtent extent = write(segment);

        footer(segment, Optional.of(extent));

        assertThat(tier.requests.summary()).isEqualTo("1 read");
        assertThat(tier.requests.bytes(Verb.READ)).isEqualTo(extent.footerLength());
    }

    @Test
    void aTailWhoseExtentIsKnownCostsOneReadOfExactlyTheTail() throws IOException {
        TestSegment segment = segment(500_000);
        SegmentExtent extent = write(segment);

        tail(segment, Optional.of(extent));

        assertThat(tier.requests.summary()).isEqualTo("1 read");
        assertThat(tier.requests.bytes(Verb.READ)).isEqualTo(extent.tailLength());
    }

    @ParameterizedTest
    @CsvSource({"-100, 1 read-suffix", "-1, 1 read-suffix", "0, 1 read-suffix", "1, '1 read, 1 read-suffix'"})
    void aFooterWhoseExtentIsUnknownCostsASecondRequestOnlyIfItIsLongerThanTheSuffix(int beyond, String cost)
            throws IOException {
        TestSegment segment = segmentWithFooterOf(SUFFIX + beyond);
        SegmentExtent extent = write(segment);
        assertThat(extent.footerLength()).isEqualTo(SUFFIX + beyond);

        footer(segment, Optional.empty());

        assertThat(tier.requests.summary()).isEqualTo(cost);
        assertThat(tier.requests.bytes(Verb.READ)).isEqualTo(Math.max(0, beyond));
    }

    @Test
    void aTailWhoseExtentIsUnknownCostsExactlyOneMoreRequestForWhatTheSuffixLacks() throws IOException {
        TestSegment small = segment(500_000);
        TestSegment large =
                TestSegment.builder().size(500_000).transactions(5000).writeTo(directory.resolve("large"));
        write(small);
        SegmentExtent extent = write(large);
        assertThat(extent.tailLength()).isGreaterThan(SUFFIX);

        tail(small, Optional.empty());
        assertThat(tier.requests.summary()).isEqualTo("1 read-suffix");
        tier.requests.reset();
        tail(large, Optional.empty());

        assertThat(tier.requests.summary()).isEqualTo("1 read, 1 read-suffix");
        assertThat(tier.requests.bytes(Verb.READ)).isEqualTo(extent.tailLength() - SUFFIX);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "0, 0, -1", "0, 0, 100000", "0, -1, 0", "-1, 0, 0", "1, 0, 0", "-100, -100, -100"})
    void aWrongExtentCostsOneRequestMoreThanNone(int tailBy, int footerBy, int lengthBy) throws IOException {
        TestSegment segment = segment(500_000);
        SegmentExtent extent = write(segment);
        SegmentExtent wrong = new SegmentExtent(
                extent.tailStart() + tailBy, extent.footerStart() + footerBy, extent.objectLength() + lengthBy);

        Footer footer = footer(segment, Optional.of(wrong));

        assertThat(footer.extent()).isEqualTo(extent);
        assertThat(tier.requests.summary()).isEqualTo("1 read, 1 read-suffix");
        assertThat(tail(segment, Optional.of(wrong)).footer().extent()).isEqualTo(extent);
    }

    @Test
    void anExtentThatClaimsGigabytesIsProvenBeforeMemoryIsTakenForIt() throws IOException {
        TestSegment segment = segment(500_000);
        SegmentExtent extent = write(segment);

        Tail tail = tail(segment, Optional.of(new SegmentExtent(0, 1_999_999_000, 2_000_000_000)));
        Footer footer = footer(segment, Optional.of(new SegmentExtent(0, 0, 2_000_000_000)));

        assertThat(tail.footer().extent()).isEqualTo(extent);
        assertThat(footer.extent()).isEqualTo(extent);
        assertThat(tier.requests.summary()).isEqualTo("2 read-suffix");
    }

    @Test
    void anObjectThatIsNotThereCostsOneRequest() {
        ObjectKey missing = new ObjectKey("segments/missing.seg");

        assertThatThrownBy(() -> tier.reader.footer(missing, "id", Optional.empty(), Deadline.never()))
                .isInstanceOf(StoreException.NotFound.class);
        assertThatThrownBy(() ->
                        tier.reader.tail(missing, "id", Optional.of(new SegmentExtent(10, 20, 1000)), Deadline.never()))
                .isInstanceOf(StoreException.NotFound.class);
        assertThat(tier.requests.summary()).isEqualTo("1 read, 1 read-suffix");
    }

    @Test
    void aStreamThatIsOpenedAndClosedCostsNothing() throws IOException {
        SegmentObject found = found(segment(500_000));

        tier.open(found, 0, 500_000, 100_000).close();

        assertThat(tier.requests.summary()).isEqualTo("nothing");
    }

    @ParameterizedTest
    @CsvSource({
        // position, bytes per request, bytes requested: from the beginning of the first block to the end of the last
        "0, 1, 4096",
        "0, 4096, 4096",
        "0, 4097, 8192",
        "4095, 1, 4096",
        "4095, 2, 8192",
        "5000, 10000, 12288",
        "5000, 100000, 102400"
    })
    void theFirstReadReachesAsFarAsSaidRoundedToWholeBlocks(int position, int requestBytes, int expected)
            throws IOException {
        SegmentObject found = found(segment(500_000));

        try (InputStream in = tier.open(found, position, 500_000, requestBytes)) {
            in.readNBytes(1);
        }

        assertThat(tier.requests.summary()).isEqualTo("1 read");
        assertThat(tier.requests.bytes(Verb.READ)).isEqualTo(expected);
    }

    @Test
    void aRequestReachesNeitherBeyondTheRangeNorBeyondTheData() throws IOException {
        int size = 10 * BLOCK + 5;
        SegmentObject found = found(segment(size));

        tier.open(found, 0, 2 * BLOCK, 1 << 20).readAllBytes();
        assertThat(tier.requests.bytes(Verb.READ)).isEqualTo(2 * BLOCK);
        tier.requests.reset();
        tier.open(found, 9 * BLOCK, size, 1 << 20).readAllBytes();

        assertThat(tier.requests.summary()).isEqualTo("1 read");
        assertThat(tier.requests.bytes(Verb.READ)).isEqualTo(BLOCK + 5);
    }

    @Test
    void aWholeReadCostsOneRequestForEachStepAndNoByteTwice() throws IOException {
        int size = 100 * BLOCK;
        SegmentObject found = found(segment(size));

        tier.open(found, 0, size, 10 * BLOCK).readAllBytes();

        assertThat(tier.requests.summary()).isEqualTo("10 read");
        assertThat(tier.requests.bytes(Verb.READ)).isEqualTo(size);
    }

    @Test
    void whatIsSkippedIsNotRequested() throws IOException {
        int size = 100 * BLOCK;
        SegmentObject found = found(segment(size));

        try (InputStream in = tier.open(found, 0, size, BLOCK)) {
            in.read();
            in.skipNBytes(90 * BLOCK - 1);
            in.read();
        }

        assertThat(tier.requests.summary()).isEqualTo("2 read");
        assertThat(tier.requests.bytes(Verb.READ)).isEqualTo(2 * BLOCK);
    }

    @Test
    void closingEarlyAndReadingOnAfterTheEndCostNothingFurther() throws IOException {
        SegmentObject found = found(segment(500_000));

        try (InputStream in = tier.open(found, 0, BLOCK, 1 << 20)) {
            assertThat(in.readAllBytes()).hasSize(BLOCK);
            assertThat(in.read()).isEqualTo(-1);
        }

        assertThat(tier.requests.summary()).isEqualTo("1 read");
    }

    private TestSegment segment(int size) throws IOException {
        return TestSegment.builder().size(size).writeTo(directory);
    }

    private TestSegment segmentWithFooterOf(int bytes) throws IOException {
        TestTier scratch = new TestTier();
        int empty = scratch.write(TestSegment.builder()
                        .size(500_000)
                        .snapshotBytes(10_000)
                        .writeTo(directory))
                .footerLength();
        return TestSegment.builder()
                .size(500_000)
                .snapshotBytes(10_000 + bytes - empty)
                .writeTo(directory);
    }

    private SegmentExtent write(TestSegment segment) throws IOException {
        SegmentExtent extent = tier.write(segment);
        tier.requests.reset();
        return extent;
    }

    private SegmentObject found(TestSegment segment) throws IOException {
        tier.write(segment);
        SegmentObject found = tier.find(segment);
        tier.requests.reset();
        return found;
    }

    private Footer footer(TestSegment segment, Optional<SegmentExtent> known) throws IOException {
        return tier.reader.footer(segment.key(), segment.segmentId().toString(), known, Deadline.never());
    }

    private Tail tail(TestSegment segment, Optional<SegmentExtent> known) throws IOException {
        return tier.reader.tail(segment.key(), segment.segmentId().toString(), known, Deadline.never());
    }
}
