// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.Findings;
import io.thermocline.audit.tier.TierView.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads one object from its first byte to its last, as the specification has it, in pieces, and collects what is wrong with
 * it. What cannot be judged because of an earlier flaw is left out.
 */
final class Examination {

    private static final int PIECE_BYTES = 8 * 1024 * 1024;
    private static final int SUFFIX_BYTES = 64 * 1024;

    private final TierView tier;
    private final StoredObject object;
    private final Findings findings = new Findings();
    private SegmentFacts facts;
    private long bytes;

    private Examination(TierView tier, StoredObject object) {
        this.tier = tier;
        this.object = object;
    }

    /**
     * Reads an object.
     *
     * @throws ObjectVanished if it went away meanwhile
     * @throws IOException if the tier cannot be read
     */
    static Examination of(TierView tier, StoredObject object) throws ObjectVanished, IOException {
        Examination examination = new Examination(tier, object);
        try {
            examination.run();
        } catch (Flaw flaw) {
            examination.findings.add(flaw.of(object.key()));
        }
        return examination;
    }

    /** Returns what is wrong. */
    List<Finding> findings() {
        return findings.toList();
    }

    /** Returns what the object says, if all of it could be judged and nothing was wrong. */
    Optional<SegmentFacts> facts() {
        return Optional.ofNullable(facts).filter(known -> findings.isEmpty());
    }

    /** Returns how many bytes were read. */
    long bytes() {
        return bytes;
    }

    private void run() throws Flaw, ObjectVanished, IOException {
        if (object.length() < Trailer.BYTES) {
            throw new Flaw(
                            FindingKind.TRUNCATED_OBJECT,
                            "has only %d bytes, less than its trailer".formatted(object.length()))
                    .with("bytes", object.length());
        }
        int suffix = (int) Math.min(SUFFIX_BYTES, object.length());
        Trailer trailer = Trailer.parse(read(object.length() - suffix, suffix), object.length());
        byte[] tail = read(trailer.tailStart(), (int) (object.length() - trailer.tailStart()));
        int manifestAt = (int) (trailer.manifestStart() - trailer.tailStart());
        int computed = Crc.of(tail, manifestAt, trailer.manifestLength());
        if (computed != trailer.manifestCrc()) {
            throw new Flaw(
                    FindingKind.BAD_MANIFEST,
                    "has a manifest whose checksum is %08x, but its bytes give %08x"
                            .formatted(trailer.manifestCrc(), computed));
        }
        Manifest manifest = Manifest.parse(tail, manifestAt, trailer.manifestLength());
        Sections sections = new Sections(manifest, trailer, tail);
        sections.verify(flaw -> findings.add(flaw.of(object.key())));
        BatchScan batches = new BatchScan();
        if (sections.blockTable().isPresent()) {
            readData(trailer.tailStart(), sections.blockTable().get(), batches);
            facts = new SegmentFacts(trailer, manifest, batches.batches(), batches.firstOffset(), batches.lastOffset());
        }
    }

    private void readData(long length, BlockTable blocks, BatchScan batches) throws Flaw, ObjectVanished, IOException {
        int piece = Math.max(1, PIECE_BYTES / blocks.blockBytes()) * blocks.blockBytes();
        boolean whole = true;
        for (long at = 0; at < length; at += piece) {
            byte[] data = read(at, (int) Math.min(piece, length - at));
            whole &= verifyBlocks(at, data, blocks);
            batches.feed(data, data.length);
        }
        // Batches in a broken block say nothing that the block does not say.
        if (whole) {
            batches.flaw()
                    .ifPresent(flaw -> findings.add(
                            new Flaw(FindingKind.BAD_BATCHES, "has data that are no log: the batch " + flaw)
                                    .of(object.key())));
        }
    }

    private boolean verifyBlocks(long at, byte[] data, BlockTable blocks) {
        boolean whole = true;
        for (int from = 0; from < data.length; from += blocks.blockBytes()) {
            int block = (int) ((at + from) / blocks.blockBytes());
            int length = Math.min(blocks.blockBytes(), data.length - from);
            int computed = Crc.of(data, from, length);
            if (computed != blocks.crc(block)) {
                whole = false;
                findings.add(new Flaw(
                                FindingKind.BAD_BLOCK,
                                "has a broken block %d, bytes %d to %d: its checksum is %08x, but its bytes give %08x"
                                        .formatted(
                                                block, at + from, at + from + length - 1, blocks.crc(block), computed))
                        .with("block", block)
                        .of(object.key()));
            }
        }
        return whole;
    }

    private byte[] read(long offset, int length) throws Flaw, ObjectVanished, IOException {
        byte[] read = tier.read(object.key(), offset, length).orElseThrow(() -> new ObjectVanished(object.key()));
        bytes += read.length;
        if (read.length < length) {
            throw new Flaw(
                            FindingKind.TRUNCATED_OBJECT,
                            "has %d bytes in the listing, but ends at %d when it is read"
                                    .formatted(object.length(), offset + read.length))
                    .with("bytes", offset + read.length);
        }
        return read;
    }
}
