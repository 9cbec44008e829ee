// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.cache.TailCache.Address;
import io.thermocline.segment.SegmentExtent;
import io.thermocline.segment.SegmentName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocationsTest {

    private static final SegmentName SEGMENT =
            new SegmentName("orders", "Yb4hCG9TSMinj0Mhs6hbxQ", 3, 1200, "b3Ls1XVxRdGsBMb4hQ9M8g");
    private static final String KEY =
            "segments/orders/Yb4hCG9TSMinj0Mhs6hbxQ/3/00000000000000001200-b3Ls1XVxRdGsBMb4hQ9M8g.seg";
    private static final SegmentExtent EXTENT = new SegmentExtent(1000, 1100, 1400);

    private static List<String> keys(List<Address> addresses) {
        return addresses.stream().map(address -> address.key().value()).toList();
    }

    @Test
    void newSegmentsGoUnderThePresentPrefix() {
        assertThat(new Locations("b/", List.of("a/")).keyOfNew(SEGMENT).value()).isEqualTo("b/" + KEY);
    }

    @Test
    void withoutCustomMetadataEveryPrefixIsACandidateThePresentOneFirst() {
        Locations locations = new Locations("b/", List.of("a/", "", "b/"));

        assertThat(keys(locations.candidates(SEGMENT, Optional.empty()))).containsExactly("b/" + KEY, "a/" + KEY, KEY);
    }

    @Test
    void customMetadataNamesTheOnePlaceEvenAfterThePrefixWasChanged() {
        byte[] written = new Locations("a/", List.of()).customMetadata(EXTENT);
        Locations later = new Locations("b/", List.of("a/"));

        List<Address> candidates = later.candidates(SEGMENT, Optional.of(written));

        assertThat(keys(candidates)).containsExactly("a/" + KEY);
        assertThat(candidates.get(0).extent()).contains(EXTENT);
    }

    @Test
    void aPlaceThatNobodyKnowsAnyMoreIsLookedForEverywhere() {
        byte[] written = new Locations("forgotten/", List.of()).customMetadata(EXTENT);

        assertThat(keys(new Locations("b/", List.of("a/")).candidates(SEGMENT, Optional.of(written))))
                .containsExactly("b/" + KEY, "a/" + KEY);
    }

    @Test
    void onlyAPlaceThatNobodyKnowsAnyMoreIsElsewhere() {
        Locations locations = new Locations("b/", List.of("a/"));

        assertThat(locations.isElsewhere(Optional.of(new Locations("forgotten/", List.of()).customMetadata(EXTENT))))
                .isTrue();
        assertThat(locations.isElsewhere(Optional.of(new Locations("a/", List.of()).customMetadata(EXTENT))))
                .isFalse();
        assertThat(locations.isElsewhere(Optional.of(locations.customMetadata(EXTENT))))
                .isFalse();
        assertThat(locations.isElsewhere(Optional.empty())).isFalse();
        assertThat(locations.isElsewhere(Optional.of(new byte[] {1, 2, 3}))).isFalse();
    }
}
