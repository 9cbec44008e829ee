// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentKeysTest {

    private static final String TOPIC_ID = "Yb4hCG9TSMinj0Mhs6hbxQ";
    private static final String SEGMENT_ID = "b3Ls1XVxRdGsBMb4hQ9M8g";

    @Test
    void aKeyIsMadeOfTheSegmentsNameAlone() {
        SegmentName name = new SegmentName("orders.eu", TOPIC_ID, 17, 1200, SEGMENT_ID);

        assertThat(new SegmentKeys("").of(name))
                .hasToString("segments/orders.eu/" + TOPIC_ID + "/17/00000000000000001200-" + SEGMENT_ID + ".seg");
        assertThat(new SegmentKeys("tier/a-").of(name).value()).startsWith("tier/a-segments/orders.eu/");
    }

    @Test
    void keysOfAPartitionAreInTheOrderOfTheirOffsets() {
        SegmentKeys keys = new SegmentKeys("");

        assertThat(LongStream.of(0, 9, 10, 99, 1_000_000, Long.MAX_VALUE)
                        .mapToObj(offset -> keys.of(new SegmentName("t", TOPIC_ID, 0, offset, SEGMENT_ID))))
                .isSorted();
    }

    @Test
    void aKeyBeginsWithItsPartition() {
        SegmentKeys keys = new SegmentKeys("p/");

        assertThat(keys.of(new SegmentName("t", TOPIC_ID, 3, 0, SEGMENT_ID)).value())
                .startsWith(keys.partition("t", TOPIC_ID, 3));
        assertThat(keys.partition("t", TOPIC_ID, 3)).startsWith(keys.all());
    }

    @Test
    void theDigitsAreTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(new SegmentKeys("").of(GoldenSegment.NAME)).isEqualTo(GoldenSegment.KEY);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void theLongestTopicFits() {
        SegmentName name = new SegmentName("t".repeat(249), TOPIC_ID, Integer.MAX_VALUE, Long.MAX_VALUE, SEGMENT_ID);

        assertThat(new SegmentKeys("").of(name).value()).contains("/2147483647/09223372036854775807-");
    }

    @Test
    void thePrefixLeavesRoomForTheLongestKeyToTheByte() {
        SegmentName longest = new SegmentName("t".repeat(249), TOPIC_ID, Integer.MAX_VALUE, Long.MAX_VALUE, SEGMENT_ID);
        String most = ("\u6d41".repeat(84) + "x/").repeat(2) + "y".repeat(175) + "/";

        assertThat(new SegmentKeys(most).of(longest).value().getBytes(StandardCharsets.UTF_8))
                .hasSize(ObjectKey.MAX_BYTES);
        assertThatThrownBy(() -> new SegmentKeys("z" + most))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most");
        assertThatThrownBy(() -> new SegmentKeys("x".repeat(256) + "/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("255 bytes");
    }

    @Test
    void allKeysOfSegmentsAreKnownAgainAndNoOthersAre() {
        SegmentKeys keys = new SegmentKeys("p/");
        ObjectKey longest =
                keys.of(new SegmentName("t".repeat(249), TOPIC_ID, Integer.MAX_VALUE, Long.MAX_VALUE, SEGMENT_ID));

        assertThat(keys.has(longest)).isTrue();
        assertThat(keys.has(keys.of(new SegmentName("a.b_c-D", TOPIC_ID, 0, 0, SEGMENT_ID))))
                .isTrue();
        assertThat(new SegmentKeys("").has(longest)).isFalse();
        assertThat(keys.has(new ObjectKey(longest.value() + "x"))).isFalse();
        assertThat(keys.has(new ObjectKey(longest.value() + "/x"))).isFalse();
        assertThat(keys.has(new ObjectKey("x" + longest.value()))).isFalse();
        assertThat(keys.has(new ObjectKey(longest.value().replace("/" + TOPIC_ID, ""))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "a//", "../", "a/./", "a\\"})
    void aPrefixThatGivesNoKeyIsRefused(String prefix) {
        assertThatThrownBy(() -> new SegmentKeys(prefix)).isInstanceOf(IllegalArgumentException.class);
    }
}
