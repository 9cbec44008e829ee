// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that were once written must stay readable, byte for byte, whatever becomes of the code. */
class GoldenFileTest {

    private final TestTier tier = new TestTier();

    @Test
    void theWriterWritesExactlyTheGoldenFile(@TempDir Path directory) throws IOException {
        tier.writer().write(GoldenSegment.KEY, GoldenSegment.DESCRIPTION, GoldenSegment.writeFilesTo(directory));

        assertThat(tier.memory.bytes(GoldenSegment.KEY)).isEqualTo(GoldenSegment.file());
    }

    @Test
    void theReaderReadsAllOfTheGoldenFile() throws IOException {
        tier.replace(GoldenSegment.KEY, GoldenSegment.file());

        Tail tail =
                tier.reader.tail(GoldenSegment.KEY, GoldenSegment.NAME.segmentId(), Optional.empty(), Deadline.never());

        Manifest manifest = tail.footer().manifest();
        assertThat(manifest.requires()).isEmpty();
        assertThat(manifest.writer()).isEqualTo("thermocline 0.1.0");
        assertThat(manifest.cluster()).isEqualTo("production-eu");
        assertThat(manifest.segment()).isEqualTo(GoldenSegment.DESCRIPTION);
        assertThat(bytes(tail, SectionKind.OFFSET_INDEX)).isEqualTo(GoldenSegment.OFFSET_INDEX);
        assertThat(bytes(tail, SectionKind.TIME_INDEX)).isEqualTo(GoldenSegment.TIME_INDEX);
        assertThat(bytes(tail, SectionKind.TRANSACTION_INDEX)).isEqualTo(GoldenSegment.TRANSACTION_INDEX);
        assertThat(bytes(tail, SectionKind.PRODUCER_SNAPSHOT)).isEqualTo(GoldenSegment.PRODUCER_SNAPSHOT);
        assertThat(bytes(tail, SectionKind.LEADER_EPOCHS)).isEqualTo(GoldenSegment.LEADER_EPOCHS);
        SegmentObject found = new SegmentObject(GoldenSegment.KEY, tail.footer());
        assertThat(tier.open(found, 0, GoldenSegment.LOG.length, 5000).readAllBytes())
                .isEqualTo(GoldenSegment.LOG);
    }

    @Test
    void theKeyOfTheGoldenFileIsWhereItsSegmentIsLookedFor() {
        assertThat(new SegmentKeys("").of(GoldenSegment.NAME)).isEqualTo(GoldenSegment.KEY);
    }

    private static byte[] bytes(Tail tail, SectionKind kind) throws IOException {
        try (InputStream in = tail.section(kind).orElseThrow()) {
            return in.readAllBytes();
        }
    }
}
