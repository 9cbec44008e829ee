// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.fuzz.FuzzTarget;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The input: the length of the data (8 bytes), then the tail of an object. The object is read as it is and with right
 * checksums, with the extent known and unknown, footer and tail.
 */
public final class FooterFuzzTarget implements FuzzTarget {

    private static final String SEGMENT_ID = GoldenSegment.NAME.segmentId();
    private static final long MOST_DATA = 1L << 40;
    private static final int SUFFIX_BYTES = 64 * 1024;

    @Override
    public String name() {
        return "footer";
    }

    @Override
    public List<byte[]> seeds() {
        try {
            byte[] golden = GoldenSegment.file();
            int data = GoldenSegment.LOG.length;
            ByteBuffer input = ByteBuffer.allocate(Long.BYTES + golden.length - data);
            byte[] seed =
                    input.putLong(data).put(golden, data, golden.length - data).array();
            byte[] empty = Repair.tail(
                    new CraftedTail(0)
                            .footer(
                                    "block-table",
                                    new BlockTable(4096, 0, new int[0]).encode().array())
                            .region(),
                    0);
            return List.of(
                    seed,
                    ByteBuffer.allocate(Long.BYTES + empty.length)
                            .putLong(0)
                            .put(empty)
                            .array());
        } catch (IOException e) {
            throw new IllegalStateException("the golden file cannot be read", e);
        }
    }

    @Override
    public List<String> words() {
        return List.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                "\"",
                "\"name\":\"block-table\"",
                "\"name\":\"leader-epochs\"",
                "offset-index",
                "\"offset\":9000,",
                "\"length\":0,",
                "\"requires\":[\"x\"]",
                "[1,1],",
                "\"crc32c\":\"00000000\"",
                "{\"name\":\"a\",\"offset\":0,\"length\":0,\"crc32c\":\"00000000\"},");
    }

    @Override
    public void parse(byte[] input) throws IOException {
        if (input.length < Long.BYTES) {
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(input);
        long data = (in.getLong() & Long.MAX_VALUE) % MOST_DATA;
        byte[] tail = new byte[in.remaining()];
        in.get(tail);
        check(new EndOfObject(data, tail));
        if (tail.length >= Trailer.BYTES) {
            check(new EndOfObject(data, Repair.tail(tail, data)));
        }
    }

    private static void check(EndOfObject object) throws IOException {
        SegmentReader reader = new SegmentReader(object);
        Optional<SegmentExtent> unknown = Optional.empty();
        Optional<SegmentExtent> known = Optional.empty();
        try {
            Footer footer = reader.footer(GoldenSegment.KEY, SEGMENT_ID, unknown, Deadline.never());
            checkFooter(footer);
            known = Optional.of(footer.extent());
            assertThat(reader.footer(GoldenSegment.KEY, SEGMENT_ID, known, Deadline.never())
                            .manifest())
                    .isEqualTo(footer.manifest());
        } catch (StoreException.Corrupt e) {
            Repair.checkMessage(e);
        }
        try {
            Tail tail = reader.tail(GoldenSegment.KEY, SEGMENT_ID, known, Deadline.never());
            for (SectionKind kind : SectionKind.values()) {
                checkSection(tail.footer(), kind, tail.section(kind));
            }
        } catch (StoreException.Corrupt e) {
            Repair.checkMessage(e);
        }
    }

    private static void checkFooter(Footer footer) throws IOException {
        BlockTable blocks = footer.blocks();
        assertThat(blocks.dataLength()).isEqualTo(footer.extent().tailStart());
        assertThat(footer.manifest().requires()).isEmpty();
        assertThat(footer.weight()).isPositive();
        for (SectionKind kind : SectionKind.values()) {
            if (kind.inFooter()) {
                checkSection(footer, kind, footer.section(kind));
            }
        }
    }

    private static void checkSection(Footer footer, SectionKind kind, Optional<InputStream> found) throws IOException {
        Optional<Section> section = footer.manifest().section(kind);
        assertThat(found.isPresent()).isEqualTo(section.isPresent());
        if (found.isPresent()) {
            byte[] bytes = found.get().readAllBytes();
            assertThat(bytes.length).isEqualTo((int) section.get().length());
            assertThat(Repair.crcOf(bytes, 0, bytes.length))
                    .isEqualTo(section.get().crc32c());
        }
    }

    /** Four reads of 64 KiB from the end, and the map of leader epochs; or of 32 MiB, for who says that they are manifest. */
    @Override
    public long mostBytes(byte[] input) {
        long most = 1024 * 1024 + 1024L * input.length;
        boolean longManifest = input.length >= Trailer.BYTES
                && ByteBuffer.wrap(input).getInt(input.length - Trailer.BYTES + 24) > SUFFIX_BYTES - Trailer.BYTES;
        return longManifest ? most + 4L * 33 * 1024 * 1024 : most;
    }
}
