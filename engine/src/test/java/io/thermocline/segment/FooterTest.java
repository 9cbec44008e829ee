// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tails whose checksums are all right, but whose contents need not be. */
class FooterTest {

    private static final long DATA = 5000;

    private final byte[] index = {1, 2, 3, 4};
    private final byte[] table =
            new BlockTable(4096, DATA, new int[] {7, 8}).encode().array();

    @Test
    void aTailWithoutFlawIsRead() throws MalformedException {
        Tail tail = new CraftedTail(DATA)
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
        Tail tail = new CraftedTail(DATA)
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
        CraftedTail crafted = new CraftedTail(DATA).index("filler", index);
        crafted.sections.set(0, new Section("a", DATA, Long.MAX_VALUE, 0));
        crafted.sections.add(new Section("b", wrapped, index.length + 2, 0));
        crafted.sections.add(new Section("c", wrapped + index.length + 2, Long.MAX_VALUE, 0));

        assertMalformed(crafted.footer("block-table", table));
    }

    @Test
    void aSectionOnBothSidesOfTheFooterStartIsMalformed() {
        CraftedTail crafted = new CraftedTail(DATA).index("offset-index", index).footer("block-table", table);
        crafted.footerStart -= 2;

        assertMalformed(crafted);
    }

    @Test
    void aSectionNamedTwiceIsMalformed() {
        assertMalformed(new CraftedTail(DATA)
                .index("offset-index", index)
                .index("offset-index", index)
                .footer("block-table", table));
    }

    @Test
    void aFooterSectionBeforeTheFooterIsMalformed() {
        assertMalformed(new CraftedTail(DATA).index("leader-epochs", index).footer("block-table", table));
        assertMalformed(new CraftedTail(DATA).index("block-table", table).footer("leader-epochs", index));
    }

    @Test
    void aBlockTableThatIsMissingOrDoesNotFitTheDataIsMalformed() {
        assertMalformed(new CraftedTail(DATA).footer("leader-epochs", index));
        assertMalformed(new CraftedTail(DATA).footer("block-table", new byte[0]));
        assertMalformed(new CraftedTail(DATA).footer("block-table", Arrays.copyOf(table, table.length - 1)));
        assertMalformed(new CraftedTail(DATA).footer("block-table", Arrays.copyOf(table, table.length + 4)));
        byte[] ofOtherData = new BlockTable(4096, 4096, new int[] {7}).encode().array();
        assertMalformed(new CraftedTail(DATA).footer("block-table", ofOtherData));
    }

    @Test
    void aLogLengthThatIsNotThatOfTheDataIsMalformedWithoutACodec() {
        CraftedTail crafted = valid();
        crafted.logLength = DATA + 1;

        assertMalformed(crafted);
    }

    @Test
    void whatRequiresSomethingUnknownIsRefusedWithAdvice() {
        CraftedTail crafted = valid();
        crafted.requires = List.of("zstd");

        assertThatThrownBy(crafted::decode)
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("requires [zstd]")
                .hasMessageContaining("upgrade");
    }

    private CraftedTail valid() {
        return new CraftedTail(DATA).index("offset-index", index).footer("block-table", table);
    }

    private static void assertMalformed(CraftedTail crafted) {
        assertThatThrownBy(crafted::decode).isInstanceOf(MalformedException.class);
        assertThatThrownBy(crafted::decodeFooter).isInstanceOf(MalformedException.class);
    }
}
