// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.rsm.CustomMetadataCodec.Hint;
import io.thermocline.segment.SegmentExtent;
import org.junit.jupiter.api.Test;

class CustomMetadataCodecTest {

    private static final Hint HINT =
            new Hint(new SegmentExtent(1L << 31, (1L << 31) + 5_000_000, (1L << 31) + 5_030_000), 0xcafebabe);

    @Test
    void whatWasEncodedIsDecoded() {
        byte[] bytes = CustomMetadataCodec.encode(HINT);

        assertThat(bytes).hasSizeLessThanOrEqualTo(64);
        assertThat(CustomMetadataCodec.decode(bytes)).contains(HINT);
    }

    @Test
    void everyFlippedBitMakesItForeign() {
        byte[] bytes = CustomMetadataCodec.encode(HINT);

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(CustomMetadataCodec.decode(flipped)).isEmpty();
        }
    }

    @Test
    void bytesOfOtherPluginsAreForeign() {
        assertThat(CustomMetadataCodec.decode(new byte[0])).isEmpty();
        assertThat(CustomMetadataCodec.decode(new byte[26])).isEmpty();
        assertThat(CustomMetadataCodec.decode(new byte[128])).isEmpty();
    }
}
