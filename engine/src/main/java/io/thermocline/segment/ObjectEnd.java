// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a segment object: the block table, the manifest and the trailer. How long it is does not depend on the
 * checksums in it, so that it is known before they are.
 */
final class ObjectEnd {

    private final Manifest manifest;
    private final int blockBytes;
    private final long logLength;
    private final long tailStart;
    private final long footerStart;
    private final long start;
    private final int length;

    /**
     * @param manifest that lacks nothing but the block table
     * @param start where the end begins in the object
     */
    ObjectEnd(Manifest manifest, int blockBytes, long logLength, long tailStart, long footerStart, long start) {
        this.manifest = manifest;
        this.blockBytes = blockBytes;
        this.logLength = logLength;
        this.tailStart = tailStart;
        this.footerStart = footerStart;
        this.start = start;
        this.length =
                encode(new int[BlockTable.blocksIn(logLength, blockBytes)]).remaining();
    }

    int length() {
        return length;
    }

    SegmentExtent extent() {
        return new SegmentExtent(tailStart, footerStart, start + length);
    }

    /**
     * @param checksums of all blocks of the log
     */
    ByteBuffer encode(int[] checksums) {
        ByteBuffer table = new BlockTable(blockBytes, logLength, checksums).encode();
        List<Section> sections = new ArrayList<>(manifest.sections());
        sections.add(
                new Section(SectionKind.BLOCK_TABLE.wireName(), start, table.remaining(), SegmentWriter.crcOf(table)));
        byte[] json = ManifestJson.encode(
                new Manifest(manifest.requires(), manifest.writer(), manifest.cluster(), manifest.segment(), sections));
        Trailer trailer = new Trailer(
                footerStart,
                tailStart,
                logLength,
                json.length,
                SegmentWriter.crcOf(ByteBuffer.wrap(json)),
                Trailer.FORMAT_VERSION);
        ByteBuffer end = ByteBuffer.allocate(table.remaining() + json.length + Trailer.BYTES);
        return end.put(table).put(json).put(trailer.encode()).flip();
    }
}
