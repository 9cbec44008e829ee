// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The end of a segment object, read and verified: all that reading data needs, and the two small sections that a replica
 * needs to build its state.
 */
public final class Footer {

    /** What a leader epoch takes in the manifest's map: an entry, a key and a value. */
    private static final int EPOCH_ENTRY_BYTES = 40 + 16 + 24;

    private final SegmentExtent extent;
    private final Manifest manifest;
    private final BlockTable blocks;
    private final byte[] bytes;

    private Footer(SegmentExtent extent, Manifest manifest, BlockTable blocks, byte[] bytes) {
        this.extent = extent;
        this.manifest = manifest;
        this.blocks = blocks;
        this.bytes = bytes;
    }

    /** Returns where the parts of the object lie. */
    public SegmentExtent extent() {
        return extent;
    }

    /** Returns what the object says of itself. */
    public Manifest manifest() {
        return manifest;
    }

    /** Returns the data part's blocks. */
    public BlockTable blocks() {
        return blocks;
    }

    /** Returns about how much memory this takes. */
    public int weight() {
        int epochs = manifest.segment().leaderEpochs().size();
        long weight = bytes.length + 4L * blocks.count() + (long) EPOCH_ENTRY_BYTES * epochs + 1024;
        return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    /** Returns a section that lies in the footer, if the segment has it. */
    public Optional<InputStream> section(SectionKind kind) {
        if (!kind.inFooter()) {
            throw new IllegalArgumentException(kind + " is not in the footer");
        }
        return manifest.section(kind).map(section -> open(bytes, section, extent.footerStart()));
    }

    static InputStream open(byte[] region, Section section, long regionStart) {
        return new ByteArrayInputStream(region, (int) (section.offset() - regionStart), (int) section.length());
    }

    /**
     * Reads the footer that ends where {@code bytes} ends and begins where its trailer says.
     *
     * @param region the last bytes of the object, at least the whole footer
     * @throws MalformedException if anything in it is not as it was written
     */
    static Footer decode(byte[] region, SegmentExtent extent) throws MalformedException {
        Trailer trailer = Trailer.decode(ByteBuffer.wrap(region), extent.objectLength());
        int footerAt = region.length - extent.footerLength();
        byte[] bytes = footerAt == 0 ? region : Arrays.copyOfRange(region, footerAt, region.length);
        Manifest manifest = checkManifest(bytes, trailer, extent);
        verifySections(bytes, extent.footerStart(), manifest.sections());
        return new Footer(extent, manifest, decodeBlocks(bytes, manifest, trailer, extent), bytes);
    }

    /**
     * Reads the manifest, which says the same of the object as the trailer and the object's length do.
     *
     * @param end the last bytes of the object, at least the manifest and the trailer
     */
    static Manifest checkManifest(byte[] end, Trailer trailer, SegmentExtent extent) throws MalformedException {
        Manifest manifest = decodeManifest(end, trailer);
        checkSections(manifest.sections(), extent, extent.objectLength() - Trailer.BYTES - trailer.manifestLength());
        checkInFooter(manifest, extent.footerStart());
        return manifest;
    }

    private static void checkInFooter(Manifest manifest, long footerStart) throws MalformedException {
        for (SectionKind kind : SectionKind.values()) {
            Optional<Section> section = manifest.section(kind);
            if (kind.inFooter() && section.isPresent() && section.get().offset() < footerStart) {
                throw new MalformedException("section %s lies at %d, before the footer, which begins at %d"
                        .formatted(kind.wireName(), section.get().offset(), footerStart));
            }
        }
    }

    private static Manifest decodeManifest(byte[] end, Trailer trailer) throws MalformedException {
        int at = end.length - Trailer.BYTES - trailer.manifestLength();
        int crc = crcOf(end, at, trailer.manifestLength());
        if (crc != trailer.manifestCrc32c()) {
            throw new MalformedException(
                    "the manifest has checksum %08x, but its bytes give %08x".formatted(trailer.manifestCrc32c(), crc));
        }
        Manifest manifest = ManifestJson.decode(end, at, trailer.manifestLength());
        if (!manifest.requires().isEmpty()) {
            throw new MalformedException("it requires " + manifest.requires()
                    + ", which this version does not know: a newer plugin wrote it; upgrade this one");
        }
        return manifest;
    }

    /** Every byte between the data and the manifest belongs to exactly one section, so a checksum covers it. */
    private static void checkSections(List<Section> sections, SegmentExtent extent, long manifestStart)
            throws MalformedException {
        long at = extent.tailStart();
        Set<String> names = new HashSet<>();
        for (Section section : sections) {
            long room = (at < extent.footerStart() ? extent.footerStart() : manifestStart) - at;
            if (section.offset() != at || section.length() < 0 || section.length() > room) {
                throw new MalformedException("section %s has %d bytes at %d, where at most %d at %d were expected"
                        .formatted(section.name(), section.length(), section.offset(), room, at));
            }
            if (!names.add(section.name())) {
                throw new MalformedException("section " + section.name() + " is there twice");
            }
            at = section.end();
        }
        if (at != manifestStart) {
            throw new MalformedException(
                    "the sections end at %d, but the manifest begins at %d".formatted(at, manifestStart));
        }
    }

    /** Verifies the sections that lie in {@code region}, which begins at {@code regionStart} of the object. */
    static void verifySections(byte[] region, long regionStart, List<Section> sections) throws MalformedException {
        for (Section section : sections) {
            if (section.offset() >= regionStart) {
                int crc = crcOf(region, (int) (section.offset() - regionStart), (int) section.length());
                if (crc != section.crc32c()) {
                    throw new MalformedException("section %s at %d to %d has checksum %08x, but its bytes give %08x"
                            .formatted(section.name(), section.offset(), section.end(), section.crc32c(), crc));
                }
            }
        }
    }

    private static BlockTable decodeBlocks(byte[] footer, Manifest manifest, Trailer trailer, SegmentExtent extent)
            throws MalformedException {
        Section table = manifest.section(SectionKind.BLOCK_TABLE)
                .orElseThrow(() -> new MalformedException("it has no block table"));
        if (trailer.logLength() != extent.tailStart()) {
            throw new MalformedException(
                    "its data has %d bytes for a log of %d bytes".formatted(extent.tailStart(), trailer.logLength()));
        }
        int at = (int) (table.offset() - extent.footerStart());
        return BlockTable.decode(
                ByteBuffer.wrap(footer, at, (int) table.length()).slice(), trailer.logLength());
    }

    private static int crcOf(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
