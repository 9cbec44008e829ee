// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Tails whose checksums are all right, but whose contents need not be. */
class FooterTest {

    private static final long DATA = 5000;

    private final byte[] index = {1, 2, 3, 4};
    private final byte[] table =
            new BlockTable(4096, DATA, new int[] {7, 8}).encode().array();

    @Test
    void aTailWithoutFlawIsRead() throws MalformedException {
        Tail tail = new Crafted()
                .index("offset-index", index)
                .footer("block-table", table)
                .decode();

        assertThat(tail.section(SectionKind.OFFSET_INDEX))
                .hasValueSatisfying(in -> assertThat(in).hasBinaryContent(index));
        assertThat(tail.section(SectionKind.TIME_INDEX)).isEmpty();
        assertThat(tail.footer().section(SectionKind.LEADER_EPOCHS)).isEmpty();
        assertThat(tail.footer().blocks().count()).isEqualTo(2);
    }

    @Test
    void sectionsThatNobodyKnowsAndEmptyOnesAreNoFlaw() throws MalformedException {
        Tail tail = new Crafted()
                .index("new-index", index)
                .index("time-index", new byte[0])
                .footer("producer-snapshot", new byte[0])
                .footer("new-section", index)
                .footer("block-table", table)
                .decode();

        assertThat(tail.section(SectionKind.TIME_INDEX))
                .hasValueSatisfying(in -> assertThat(in).isEmpty());
        assertThat(tail.footer().section(SectionKind.PRODUCER_SNAPSHOT))
                .hasValueSatisfying(in -> assertThat(in).isEmpty());
    }

    @Test
    void sectionsThatOverlapOrLeaveAGapAreMalformed() {
        assertMalformed(valid().move(0, -1, 0));
        assertMalformed(valid().move(0, 1, 0));
        assertMalformed(valid().move(0, 0, 1));
        assertMalformed(valid().move(1, -1, 0));
        assertMalformed(valid().move(1, 1, 0));
        assertMalformed(valid().move(1, 0, -1));
        assertMalformed(valid().move(1, 0, 1));
    }

    @Test
    void lengthsThatAreNegativeOrWhoseSumOverflowsAreMalformed() {
        assertMalformed(valid().move(0, 0, -5));
        assertMalformed(valid().move(0, 0, Long.MAX_VALUE - DATA));
        assertMalformed(valid().move(0, 0, Long.MAX_VALUE - 4));
        assertMalformed(valid().move(0, 0, 1L << 32));
    }

    @Test
    void lengthsThatGoAroundTheWorldAndComeBackAreMalformed() {
        long wrapped = Long.MIN_VALUE + DATA - 1;
        Crafted crafted = new Crafted().index("filler", index);
        crafted.sections.set(0, new Section("a", DATA, Long.MAX_VALUE, 0));
        crafted.sections.add(new Section("b", wrapped, index.length + 2, 0));
        crafted.sections.add(new Section("c", wrapped + index.length + 2, Long.MAX_VALUE, 0));

        assertMalformed(crafted.footer("block-table", table));
    }

    @Test
    void aSectionOnBothSidesOfTheFooterStartIsMalformed() {
        Crafted crafted = new Crafted().index("offset-index", index).footer("block-table", table);
        crafted.footerStart -= 2;

        assertMalformed(crafted);
    }

    @Test
    void aSectionNamedTwiceIsMalformed() {
        assertMalformed(new Crafted()
                .index("offset-index", index)
                .index("offset-index", index)
                .footer("block-table", table));
    }

    @Test
    void aFooterSectionBeforeTheFooterIsMalformed() {
        assertMalformed(new Crafted().index("leader-epochs", index).footer("block-table", table));
        assertMalformed(new Crafted().index("block-table", table).footer("leader-epochs", index));
    }

    @Test
    void aBlockTableThatIsMissingOrDoesNotFitTheDataIsMalformed() {
        assertMalformed(new Crafted().footer("leader-epochs", index));
        assertMalformed(new Crafted().footer("block-table", new byte[0]));
        assertMalformed(new Crafted().footer("block-table", Arrays.copyOf(table, table.length - 1)));
        assertMalformed(new Crafted().footer("block-table", Arrays.copyOf(table, table.length + 4)));
        byte[] ofOtherData = new BlockTable(4096, 4096, new int[] {7}).encode().array();
        assertMalformed(new Crafted().footer("block-table", ofOtherData));
    }

    @Test
    void aLogLengthThatIsNotThatOfTheDataIsMalformedWithoutACodec() {
        Crafted crafted = valid();
        crafted.logLength = DATA + 1;

        assertMalformed(crafted);
    }

    @Test
    void whatRequiresSomethingUnknownIsRefusedWithAdvice() {
        Crafted crafted = valid();
        crafted.requires = List.of("zstd");

        assertThatThrownBy(crafted::decode)
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("requires [zstd]")
                .hasMessageContaining("upgrade");
    }

    private Crafted valid() {
        return new Crafted().index("offset-index", index).footer("block-table", table);
    }

    private static void assertMalformed(Crafted crafted) {
        assertThatThrownBy(crafted::decode).isInstanceOf(MalformedException.class);
        assertThatThrownBy(crafted::decodeFooter).isInstanceOf(MalformedException.class);
    }

    private static int crcOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** A tail that says of itself whatever a test wants. */
    private static final class Crafted {
        private final ByteBuffer bytes = ByteBuffer.allocate(4096);
        private final List<Section> sections = new ArrayList<>();
        private List<String> requires = List.of();
        private long footerStart = DATA;
        private long logLength = DATA;

        Crafted index(String name, byte[] content) {
            footer(name, content);
            footerStart = DATA + bytes.position();
            return this;
        }

        Crafted footer(String name, byte[] content) {
            sections.add(new Section(name, DATA + bytes.position(), content.length, crcOf(content)));
            bytes.put(content);
            return this;
        }

        Crafted move(int section, long offsetBy, long lengthBy) {
            Section old = sections.get(section);
            sections.set(
                    section, new Section(old.name(), old.offset() + offsetBy, old.length() + lengthBy, old.crc32c()));
            return this;
        }

        Tail decode() throws MalformedException {
            byte[] region = region();
            return Tail.decode(region, extent(region));
        }

        Footer decodeFooter() throws MalformedException {
            byte[] region = region();
            return Footer.decode(Arrays.copyOfRange(region, (int) (footerStart - DATA), region.length), extent(region));
        }

        private SegmentExtent extent(byte[] region) {
            return new SegmentExtent(DATA, footerStart, DATA + region.length);
        }

        private byte[] region() {
            byte[] manifest =
                    ManifestJson.encode(new Manifest(requires, "someone", "", GoldenSegment.DESCRIPTION, sections));
            ByteBuffer region = ByteBuffer.allocate(bytes.position() + manifest.length + Trailer.BYTES);
            region.put(bytes.duplicate().flip()).put(manifest);
            region.put(
                    new Trailer(footerStart, DATA, logLength, manifest.length, crcOf(manifest), Trailer.FORMAT_VERSION)
                            .encode());
            return region.array();
        }
    }
}
