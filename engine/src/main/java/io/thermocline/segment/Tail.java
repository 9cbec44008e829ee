// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.io.InputStream;
import java.util.Optional;

/** The indexes of a segment, read and verified, with the footer that came with them. */
public final class Tail {

    private final Footer footer;
    private final byte[] bytes;

    private Tail(Footer footer, byte[] bytes) {
        this.footer = footer;
        this.bytes = bytes;
    }

    /** Returns the footer. */
    public Footer footer() {
        return footer;
    }

    /** Returns about how much memory this takes, its footer included: a cache may keep it longer than the footer. */
    public int weight() {
        return (int) Math.min(Integer.MAX_VALUE, (long) bytes.length + footer.weight());
    }

    /** Returns an index, if the segment has it. */
    public Optional<InputStream> section(SectionKind kind) {
        if (kind.inFooter()) {
            return footer.section(kind);
        }
        return footer.manifest()
                .section(kind)
                .map(section -> Footer.open(bytes, section, footer.extent().tailStart()));
    }

    /** Reads the tail, which is the whole of {@code region}. */
    static Tail decode(byte[] region, SegmentExtent extent) throws MalformedException {
        Footer footer = Footer.decode(region, extent);
        Footer.verifySections(region, extent.tailStart(), footer.manifest().sections());
        return new Tail(footer, region);
    }
}
