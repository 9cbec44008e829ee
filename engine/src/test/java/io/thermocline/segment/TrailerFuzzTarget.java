// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.List;

/** The input: the length of the object (8 bytes), then its last bytes. They are read as they are, and with right checksums. */
public final class TrailerFuzzTarget implements FuzzTarget {

    @Override
    public String name() {
        return "trailer";
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                input(10_000, new Trailer(9_100, 9_000, 9_000, 500, 7, Trailer.FORMAT_VERSION)),
                input(Long.MAX_VALUE, new Trailer(Long.MAX_VALUE - 600, 0, 0, 500, 7, Trailer.FORMAT_VERSION)),
                input(50, new Trailer(0, 0, 0, 2, 0, Trailer.FORMAT_VERSION)));
    }

    private static byte[] input(long objectLength, Trailer trailer) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + Trailer.BYTES);
        return bytes.putLong(objectLength).put(trailer.encode()).array();
    }

    @Override
    public void parse(byte[] input) {
        if (input.length < Long.BYTES) {
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(input.clone());
        long objectLength = in.getLong() & Long.MAX_VALUE;
        check(in.slice(), objectLength);
        if (in.remaining() >= Trailer.BYTES) {
            Repair.trailer(in.array(), Trailer.FORMAT_VERSION);
            check(in.slice(), objectLength);
        }
    }

    private static void check(ByteBuffer bytes, long objectLength) {
        Trailer trailer;
        try {
            trailer = Trailer.decode(bytes, objectLength);
        } catch (MalformedException e) {
            Repair.checkMessage(e);
            return;
        }
        assertThat(trailer.encode()).isEqualTo(bytes.slice(bytes.limit() - Trailer.BYTES, Trailer.BYTES));
        SegmentExtent extent = trailer.extent(objectLength);
        assertThat(extent.footerLength()).isBetween(Trailer.BYTES + trailer.manifestLength(), extent.tailLength());
        assertThat(extent.tailStart() + extent.tailLength()).isEqualTo(objectLength);
    }

    @Override
    public long mostBytes(byte[] input) {
        return 64 * 1024 + 4L * input.length;
    }
}
