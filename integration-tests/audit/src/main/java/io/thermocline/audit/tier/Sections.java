// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.FindingKind;
import io.thermocline.audit.tier.Manifest.Section;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The sections of an object: that they are where the specification wants them, whole, and of the form of their kind. */
final class Sections {

    static final String TRANSACTION_INDEX = "transaction-index";
    static final int ABORTED_TRANSACTION_BYTES = 34;

    private static final List<String> INDEXES = List.of("offset-index", "time-index", TRANSACTION_INDEX);
    private static final List<String> OF_FOOTER = List.of("producer-snapshot", "leader-epochs", "block-table");
    private static final String OPTIONAL = TRANSACTION_INDEX;
    private static final Map<String, Integer> ENTRY_BYTES =
            Map.of("offset-index", 8, "time-index", 12, TRANSACTION_INDEX, ABORTED_TRANSACTION_BYTES);

    private final Manifest manifest;
    private final Trailer trailer;
    private final byte[] tail;
    private BlockTable blockTable;

    /** Takes the tail of an object, from the tail start to the end. */
    Sections(Manifest manifest, Trailer trailer, byte[] tail) {
        this.manifest = manifest;
        this.trailer = trailer;
        this.tail = tail;
    }

    /** Returns the table of blocks, if that section is in order. */
    Optional<BlockTable> blockTable() {
        return Optional.ofNullable(blockTable);
    }

    /**
     * Verifies all sections and tells the flaws of each.
     *
     * @throws Flaw if they are not where they must be, so that none can be judged
     */
    void verify(Consumer<Flaw> flaws) throws Flaw {
        Map<String, Section> byName = laidOut();
        for (Section section : byName.values()) {
            try {
                verifyChecksum(section);
                verifyForm(section);
            } catch (Flaw flaw) {
                flaws.accept(flaw.with("offset", section.offset()).with("length", section.length()));
            }
        }
    }

    private Map<String, Section> laidOut() throws Flaw {
        Map<String, Section> byName = new HashMap<>();
        long at = trailer.tailStart();
        for (Section section : manifest.sections()) {
            if (section.offset() != at || section.length() < 0 || section.end() > trailer.manifestStart()) {
                throw bad("has a section %s at %d with %d bytes, where %d was due and the manifest begins at %d"
                        .formatted(section.name(), section.offset(), section.length(), at, trailer.manifestStart()));
            }
            if (section.offset() < trailer.footerStart() && section.end() > trailer.footerStart()) {
                throw bad("has a section %s on both sides of the footer's start at %d"
                        .formatted(section.name(), trailer.footerStart()));
            }
            if (byName.put(section.name(), section) != null) {
                throw bad("has two sections " + section.name());
            }
            at = section.end();
        }
        if (at != trailer.manifestStart()) {
            throw bad("has %d bytes that belong to no section, from %d on".formatted(trailer.manifestStart() - at, at));
        }
        for (String name : INDEXES) {
            requirePlace(byName.get(name), name, name.equals(OPTIONAL), true);
        }
        for (String name : OF_FOOTER) {
            requirePlace(byName.get(name), name, false, false);
        }
        return byName;
    }

    private void requirePlace(Section section, String name, boolean optional, boolean index) throws Flaw {
        if (section == null) {
            if (!optional) {
                throw bad("has no section " + name);
            }
            return;
        }
        boolean right = index ? section.end() <= trailer.footerStart() : section.offset() >= trailer.footerStart();
        if (!right) {
            throw bad("has the section %s at %d, on the wrong side of the footer's start at %d"
                    .formatted(name, section.offset(), trailer.footerStart()));
        }
    }

    private static Flaw bad(String what) {
        return new Flaw(FindingKind.BAD_MANIFEST, what);
    }

    private void verifyChecksum(Section section) throws Flaw {
        int computed = Crc.of(tail, start(section), (int) section.length());
        if (computed != section.crc()) {
            throw new Flaw(
                    FindingKind.BAD_SECTION,
                    "has a broken section %s: its checksum is %08x, but its bytes give %08x"
                            .formatted(section.name(), section.crc(), computed));
        }
    }

    private void verifyForm(Section section) throws Flaw {
        int entryBytes = ENTRY_BYTES.getOrDefault(section.name(), 1);
        if (section.length() % entryBytes != 0) {
            throw form(
                    section, "has %d bytes, which are no whole entries of %d".formatted(section.length(), entryBytes));
        }
        switch (section.name()) {
            case "offset-index" -> verifyPositions(section);
            case "leader-epochs" -> verifyEpochs(section);
            case "block-table" -> blockTable = BlockTable.parse(bytes(section), trailer.tailStart());
            default -> {}
        }
    }

    /** An entry of the offset index is an offset, relative to the segment's, and where its batch begins in the log. */
    private void verifyPositions(Section section) throws Flaw {
        ByteBuffer in = bytes(section);
        int last = -1;
        while (in.hasRemaining()) {
            int offset = in.getInt();
            int position = in.getInt();
            if (position < last || position >= trailer.tailStart()) {
                throw form(
                        section,
                        "leads from offset %d to position %d, after %d, in a log of %d bytes"
                                .formatted(offset, position, last, trailer.tailStart()));
            }
            last = position;
        }
    }

    /** The checkpoint has the epochs of the segment, and maybe earlier ones. */
    private void verifyEpochs(Section section) throws Flaw {
        String[] lines = new String(tail, start(section), (int) section.length(), StandardCharsets.UTF_8).split("\n");
        SortedMap<Integer, Long> stored = new TreeMap<>();
        try {
            int count = Integer.parseInt(lines[1]);
            for (int i = 2; i < 2 + count; i++) {
                String[] pair = lines[i].split(" ");
                stored.put(Integer.parseInt(pair[0]), Long.parseLong(pair[1]));
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw form(section, "is no leader epoch checkpoint: " + String.join("|", lines));
        }
        for (Map.Entry<Integer, Long> epoch : manifest.leaderEpochs().entrySet()) {
            Long from = stored.get(epoch.getKey());
            if (from == null || Math.max(from, manifest.startOffset()) != epoch.getValue()) {
                throw form(section, "has %s, but the manifest has %s".formatted(stored, manifest.leaderEpochs()));
            }
        }
    }

    private static Flaw form(Section section, String what) {
        return new Flaw(
                FindingKind.BAD_SECTION,
                "has a section %s that fits its checksum and yet %s".formatted(section.name(), what));
    }

    private int start(Section section) {
        return (int) (section.offset() - trailer.tailStart());
    }

    private ByteBuffer bytes(Section section) {
        return ByteBuffer.wrap(tail, start(section), (int) section.length()).slice();
    }
}
