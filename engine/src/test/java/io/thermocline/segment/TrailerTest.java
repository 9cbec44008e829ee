// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.testing.Seed;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrailerTest {

    private static final long OBJECT = 10_000;
    private static final Trailer TRAILER = new Trailer(9_100, 9_000, 9_000, 500, 0x1234abcd, Trailer.FORMAT_VERSION);

    @Test
    void whatIsWrittenIsReadFromTheEndOfWhateverComesBefore() throws MalformedException {
        ByteBuffer region = ByteBuffer.allocate(1000).position(1000 - Trailer.BYTES);
        region.put(TRAILER.encode()).position(100);

        assertThat(Trailer.decode(region, OBJECT)).isEqualTo(TRAILER);
        assertThat(region.position()).isEqualTo(100);
    }

    @Test
    void everyFlippedBitIsFoundOut() {
        for (int bit = 0; bit < Trailer.BYTES * 8; bit++) {
            byte[] bytes = TRAILER.encode().array();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);

            assertThatThrownBy(() -> Trailer.decode(ByteBuffer.wrap(bytes), OBJECT))
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void fewerBytesThanATrailerAreMalformed() {
        for (int length = 0; length < Trailer.BYTES; length++) {
            ByteBuffer bytes = ByteBuffer.allocate(length);

            assertThatThrownBy(() -> Trailer.decode(bytes, bytes.capacity())).isInstanceOf(MalformedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-1, -1, 0, 500, 1",
        "9100, -1, 9000, 500, 1",
        "8999, 9000, 9000, 500, 1",
        "9500, 9000, 9000, 500, 1",
        "9100, 9000, 9000, 1, 1",
        "9100, 9000, 9000, -1, 1",
        "9100, 9000, 9000, -2147483648, 1",
        "9100, 9000, 9000, 2147483647, 1",
        "9100, 9000, -1, 500, 1",
        "10000, 9000, 9000, 500, 1",
        "9223372036854775807, 9223372036854775807, 9000, 500, 1",
        "9223372036854775807, 0, 9000, 500, 1",
        "9100, 9000, 9000, 500, 0",
        "9100, 9000, 9000, 500, 2",
        "9100, 9000, 9000, 500, -1"
    })
    void fieldsThatMakeNoSenseAreMalformed(
            long footerStart, long tailStart, long logLength, int manifestLength, short version) {
        Trailer trailer = new Trailer(footerStart, tailStart, logLength, manifestLength, 0, version);

        assertThatThrownBy(() -> Trailer.decode(trailer.encode(), OBJECT)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aTailOfTwoGibibytesIsMalformed() {
        Trailer trailer = new Trailer(0, 0, 0, 500, 0, Trailer.FORMAT_VERSION);

        assertThatThrownBy(() -> Trailer.decode(trailer.encode(), 1L << 31)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Trailer.decode(trailer.encode(), Long.MAX_VALUE))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void arbitraryFieldsUnderARightChecksumGiveAnExtentThatIsPossibleOrAreMalformed() {
        Seed seed = Seed.ofThisRun();
        Random random = seed.random();

        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = TRAILER.encode().array();
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                bytes[random.nextInt(36)] = (byte) (random.nextBoolean() ? random.nextInt() : 0);
            }
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, 36);
            ByteBuffer.wrap(bytes).putInt(36, (int) crc.getValue());
            long objectLength = random.nextBoolean() ? OBJECT : random.nextLong() >>> 1;
            try {
                SegmentExtent extent =
                        Trailer.decode(ByteBuffer.wrap(bytes), objectLength).extent(objectLength);
                assertThat(extent.tailLength()).as(seed.toString()).isPositive();
            } catch (MalformedException e) {
                assertThat(e.getMessage()).as(seed.toString()).containsAnyOf("it has format version", "the trailer");
            } catch (RuntimeException e) {
                throw new AssertionError(seed.toString(), e);
            }
        }
    }
}
