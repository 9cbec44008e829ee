// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a segment object says of itself: the broker's metadata of the segment, who wrote it, and where its sections are.
 *
 * @param requires names of what a reader must understand to read the object; none are defined in this version
 * @param writer name and version of the plugin that wrote it
 * @param cluster the configured name of the cluster, or empty
 */
public record Manifest(
        List<String> requires, String writer, String cluster, SegmentDescription segment, List<Section> sections) {

    public Manifest {
        requires = List.copyOf(requires);
        Objects.requireNonNull(writer, "writer");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(segment, "segment");
        sections = List.copyOf(sections);
    }

    /** Returns the section of that kind, if there is one. */
    public Optional<Section> section(SectionKind kind) {
        return sections.stream().filter(s -> s.name().equals(kind.wireName())).findFirst();
    }
}
