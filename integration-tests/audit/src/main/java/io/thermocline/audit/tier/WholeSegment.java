// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.AuditException;
import io.thermocline.audit.Finding;
import io.thermocline.audit.tier.Manifest.Section;
import io.thermocline.audit.tier.TierView.StoredObject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A segment object that was read from its first byte to its last and found in order.
 *
 * @param key the object's key
 * @param length how many bytes it has
 * @param dataLength how many of its first bytes are the log
 * @param startOffset of the segment's first record
 * @param endOffset of its last record
 * @param maxTimestampMs the newest timestamp of its records
 * @param sections how long each is, by its name
 */
public record WholeSegment(
        String key,
        long length,
        long dataLength,
        long startOffset,
        long endOffset,
        long maxTimestampMs,
        Map<String, Long> sections) {

    public WholeSegment {
        sections = Map.copyOf(sections);
    }

    /**
     * Reads an object.
     *
     * @return nothing if there is no such object (any more)
     * @throws AuditException if any byte of it is not covered by a checksum, or anything else is not as the specification
     *     has it
     * @throws IOException if the tier cannot be read
     */
    public static Optional<WholeSegment> read(TierView tier, String key) throws IOException {
        Optional<StoredObject> object = tier.list(key).stream()
                .filter(listed -> listed.key().equals(key))
                .findFirst();
        if (object.isEmpty()) {
            return Optional.empty();
        }
        try {
            Examination examination = Examination.of(tier, object.get());
            return Optional.of(examination
                    .facts()
                    .map(facts -> of(object.get(), facts))
                    .orElseThrow(() -> new AuditException(examination.findings().stream()
                            .map(Finding::sentence)
                            .collect(Collectors.joining("; ")))));
        } catch (ObjectVanished e) {
            return Optional.empty();
        }
    }

    private static WholeSegment of(StoredObject object, SegmentFacts facts) {
        Manifest manifest = facts.manifest();
        return new WholeSegment(
                object.key(),
                object.length(),
                facts.trailer().tailStart(),
                manifest.startOffset(),
                manifest.endOffset(),
                manifest.maxTimestampMs(),
                manifest.sections().stream().collect(Collectors.toMap(Section::name, Section::length)));
    }

    /** Returns how long a section is; 0 if there is none of that name. */
    public long sectionLength(String name) {
        return sections.getOrDefault(name, 0L);
    }
}
