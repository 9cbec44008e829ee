// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A tail that says of itself whatever a test wants. */
final class CraftedTail {
    private final long data;
    private final ByteBuffer bytes = ByteBuffer.allocate(4096);
    final List<Section> sections = new ArrayList<>();
    List<String> requires = List.of();
    long footerStart;
    long logLength;

    CraftedTail(long data) {
        this.data = data;
        this.footerStart = data;
        this.logLength = data;
    }

    CraftedTail index(String name, byte[] content) {
        footer(name, content);
        footerStart = data + bytes.position();
        return this;
    }

    CraftedTail footer(String name, byte[] content) {
        sections.add(
                new Section(name, data + bytes.position(), content.length, Repair.crcOf(content, 0, content.length)));
        bytes.put(content);
        return this;
    }

    CraftedTail move(int section, long offsetBy, long lengthBy) {
        Section old = sections.get(section);
        sections.set(section, new Section(old.name(), old.offset() + offsetBy, old.length() + lengthBy, old.crc32c()));
        return this;
    }

    Tail decode() throws MalformedException {
        byte[] region = region();
        return Tail.decode(region, extent(region));
    }

    Footer decodeFooter() throws MalformedException {
        byte[] region = region();
        return Footer.decode(Arrays.copyOfRange(region, (int) (footerStart - data), region.length), extent(region));
    }

    private SegmentExtent extent(byte[] region) {
        return new SegmentExtent(data, footerStart, data + region.length);
    }

    byte[] region() {
        byte[] manifest =
                ManifestJson.encode(new Manifest(requires, "someone", "", GoldenSegment.DESCRIPTION, sections));
        ByteBuffer region = ByteBuffer.allocate(bytes.position() + manifest.length + Trailer.BYTES);
        region.put(bytes.duplicate().flip()).put(manifest);
        region.put(new Trailer(
                        footerStart,
                        data,
                        logLength,
                        manifest.length,
                        Repair.crcOf(manifest, 0, manifest.length),
                        Trailer.FORMAT_VERSION)
                .encode());
        return region.array();
    }
}
