// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.cache.TailCache.Address;
import io.thermocline.segment.SegmentExtent;
import io.thermocline.segment.SegmentKeys;
import io.thermocline.segment.SegmentName;
import io.thermocline.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The prefixes under which segments may be: the present one, under which new ones are put, and earlier ones. */
final class Locations {

    /** A prefix and the number by which custom metadata names it. */
    private record Location(SegmentKeys keys, int id) {
        static Location of(String prefix) {
            CRC32C crc = new CRC32C();
            crc.update(prefix.getBytes(StandardCharsets.UTF_8));
            return new Location(new SegmentKeys(prefix), (int) crc.getValue());
        }
    }

    private final List<Location> locations = new ArrayList<>();

    Locations(String prefix, List<String> previous) {
        locations.add(Location.of(prefix));
        previous.stream()
                .distinct()
                .filter(p -> !p.equals(prefix))
                .map(Location::of)
                .forEach(locations::add);
    }

    /** Returns the key under which a segment is put. */
    ObjectKey keyOfNew(SegmentName segment) {
        return locations.get(0).keys().of(segment);
    }

    /** Returns the custom metadata for a segment that was just put. */
    byte[] customMetadata(SegmentExtent extent) {
        return CustomMetadataCodec.encode(
                new CustomMetadataCodec.Hint(extent, locations.get(0).id()));
    }

    /** Returns whether the segment's custom metadata names a prefix that is neither the present nor an earlier one. */
    boolean isElsewhere(Optional<byte[]> customMetadata) {
        return customMetadata
                .flatMap(CustomMetadataCodec::decode)
                .filter(hint -> locations.stream().noneMatch(location -> location.id() == hint.location()))
                .isPresent();
    }

    /** Returns where to look for a segment, most likely place first: one place if its custom metadata names it. */
    List<Address> candidates(SegmentName segment, Optional<byte[]> customMetadata) {
        Optional<CustomMetadataCodec.Hint> hint = customMetadata.flatMap(CustomMetadataCodec::decode);
        Optional<SegmentExtent> extent = hint.map(CustomMetadataCodec.Hint::extent);
        List<Location> likely = hint.map(h -> locations.stream()
                        .filter(location -> location.id() == h.location())
                        .toList())
                .filter(found -> !found.isEmpty())
                .orElse(locations);
        return likely.stream()
                .map(location -> new Address(location.keys().of(segment), segment.segmentId(), extent))
                .toList();
    }
}
