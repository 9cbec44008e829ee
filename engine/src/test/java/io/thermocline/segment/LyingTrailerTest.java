// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.RequestCounts;
import io.thermocline.store.wrap.ObservedObjectStore;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trailers whose checksum is right and whose numbers are not: no memory is taken on their word. */
class LyingTrailerTest {

    private static final long GIB = 1L << 30;
    private static final int MIB = 1024 * 1024;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final RequestCounts requests = new RequestCounts();

    /** As when a store joins the parts of an upload with one of them twice. */
    @ParameterizedTest
    @ValueSource(longs = {MIB, GIB, 2 * GIB - 100 * MIB})
    void anObjectThatGainedBytesInTheMiddleIsFoundOutForThePriceOfASuffix(long gained) throws IOException {
        byte[] golden = GoldenSegment.file();
        byte[] tail = Arrays.copyOfRange(golden, GoldenSegment.LOG.length, golden.length);

        long allocated = allocatedByATail(
                new EndOfObject(GoldenSegment.LOG.length + gained, tail), "but the manifest begins at");

        assertThat(allocated).isLessThan(MIB);
        assertThat(requests.summary()).isEqualTo("1 read-suffix");
    }

    @Test
    void aTailOfAGibibyteIsNotReadBeforeItsManifestWas() {
        CraftedTail crafted = new CraftedTail(0);
        crafted.requires = List.of("zstd");
        for (int i = 0; i < 40; i++) {
            crafted.sections.add(new Section("y".repeat(3000) + i, 0, 0, 0));
        }

        long allocated = allocatedByATail(new EndOfObject(GIB, Repair.tail(crafted.region(), 0)), "requires [zstd]");

        assertThat(allocated).isLessThan(3 * MIB);
        assertThat(requests.count(Verb.READ)).isEqualTo(1);
        assertThat(requests.bytes(Verb.READ)).isLessThan(MIB);
    }

    @ParameterizedTest
    @ValueSource(ints = {33 * MIB, Integer.MAX_VALUE - 1000})
    void aManifestLongerThanAnyIsNotRead(int manifestLength) {
        byte[] trailer = new Trailer(0, 0, 0, manifestLength, 0, Trailer.FORMAT_VERSION)
                .encode()
                .array();

        long allocated = allocatedByATail(
                new EndOfObject(2 * GIB - 200, trailer), "says that the manifest has " + manifestLength + " bytes");

        assertThat(allocated).isLessThan(MIB);
        assertThat(requests.summary()).isEqualTo("1 read-suffix");
    }

    private long allocatedByATail(EndOfObject object, String complaint) {
        SegmentReader reader = new SegmentReader(new ObservedObjectStore(object, requests));
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> reader.tail(
                        GoldenSegment.KEY, GoldenSegment.NAME.segmentId(), Optional.empty(), Deadline.never()))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining(GoldenSegment.KEY.value())
                .hasMessageContaining(complaint);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void anExtentThatGoesAroundTheWorldIsImpossible() {
        assertThatThrownBy(() -> new SegmentExtent(Long.MAX_VALUE - 10, Long.MAX_VALUE, Long.MIN_VALUE + 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("impossible extent");
    }
}
