// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.fuzz.FuzzTarget;
import io.thermocline.segment.SegmentExtent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The input: custom metadata, which is read as it is and with a right checksum. */
public final class CustomMetadataFuzzTarget implements FuzzTarget {

    private static final int CRC_AT = CustomMetadataCodec.BYTES - Integer.BYTES;

    @Override
    public String name() {
        return "custom-metadata";
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                CustomMetadataCodec.encode(new CustomMetadataCodec.Hint(
                        new SegmentExtent(1 << 30, (1 << 30) + 3_000_000, (1 << 30) + 3_100_000), 7)),
                CustomMetadataCodec.encode(new CustomMetadataCodec.Hint(new SegmentExtent(0, 0, 48), -1)),
                CustomMetadataCodec.encode(new CustomMetadataCodec.Hint(
                        new SegmentExtent(Long.MAX_VALUE - 100, Long.MAX_VALUE - 100, Long.MAX_VALUE), 0)));
    }

    @Override
    public void parse(byte[] input) {
        check(input);
        if (input.length == CustomMetadataCodec.BYTES) {
            byte[] repaired = input.clone();
            repaired[0] = 0x54;
            repaired[1] = 1;
            CRC32C crc = new CRC32C();
            crc.update(repaired, 0, CRC_AT);
            ByteBuffer.wrap(repaired).putInt(CRC_AT, (int) crc.getValue());
            check(repaired);
        }
    }

    private static void check(byte[] bytes) {
        Optional<CustomMetadataCodec.Hint> hint = CustomMetadataCodec.decode(bytes);
        if (hint.isPresent()) {
            SegmentExtent extent = hint.get().extent();
            assertThat(CustomMetadataCodec.encode(hint.get())).isEqualTo(bytes);
            assertThat(extent.tailStart()).isNotNegative().isLessThanOrEqualTo(extent.footerStart());
            assertThat(extent.footerStart()).isLessThan(extent.objectLength());
            assertThat(extent.footerLength()).isBetween(48, extent.tailLength());
        }
    }

    @Override
    public long mostBytes(byte[] input) {
        return 64 * 1024 + 4L * input.length;
    }
}
