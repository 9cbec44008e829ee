// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.testing.StubObjectStore;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentMemoryTest {

    private static final int MIB = 1024 * 1024;

    /** A copy allocates its blocks' checksums, a chunk for the scan and one for the put: no more, however long the log. */
    @ParameterizedTest
    @CsvSource({"16384", "262144", "5242880"})
    void copyingTwoHundredMebibytesAllocatesLessThanFour(int readingStep, @TempDir Path directory) throws IOException {
        TestSegment segment = TestSegment.builder().size(200L * MIB).writeTo(directory);
        DiscardingStore store = new DiscardingStore(readingStep);
        SegmentWriter writer = new SegmentWriter(
                store, new SegmentWriter.Settings(256 * 1024, CopyVerification.REJECT, "thermocline", ""));
        writer.write(segment.key(), segment.description(), segment.files());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        writer.write(segment.key(), segment.description(), segment.files());

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4L * MIB);
        assertThat(store.bytesPut).isGreaterThan(2 * 200L * MIB);
    }

    /** The JDK reads into a heap buffer through a direct one of the same size, which each thread keeps. */
    @Test
    void copyingTheLargestBlocksTakesLittleMemoryOutsideOfTheHeap(@TempDir Path directory) throws Exception {
        TestSegment segment = TestSegment.builder().size(40L * MIB).writeTo(directory);
        SegmentWriter writer = new SegmentWriter(
                new DiscardingStore(256 * 1024),
                new SegmentWriter.Settings(BlockTable.MAX_BLOCK_BYTES, CopyVerification.REJECT, "thermocline", ""));
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();

        FutureTask<Long> copy = new FutureTask<>(() -> {
            long before = direct.getMemoryUsed();
            writer.write(segment.key(), segment.description(), segment.files());
            return direct.getMemoryUsed() - before;
        });
        new Thread(copy).start();

        assertThat(copy.get()).isLessThan(4L * MIB);
    }

    /** Else a cache of 32 MiB could hold several times as much. */
    @Test
    void aFootersWeightCountsEveryLeaderEpoch(@TempDir Path directory) throws IOException {
        SortedMap<Integer, Long> epochs = new TreeMap<>();
        for (int epoch = 0; epoch < 10_000; epoch++) {
            epochs.put(epoch, 1200L + epoch);
        }
        TestTier tier = new TestTier();
        TestSegment segment = TestSegment.builder().leaderEpochs(epochs).writeTo(directory);
        SegmentExtent extent = tier.write(segment);

        // An entry of the map is 40 bytes, its key 16, its value 24.
        assertThat(tier.footer(segment).weight()).isGreaterThan(extent.footerLength() + 80 * 10_000);
    }

    /** Reads what is put through one buffer of a given size, and forgets it. */
    private static final class DiscardingStore extends StubObjectStore {
        private final ByteBuffer buffer;
        private long bytesPut;

        DiscardingStore(int readingStep) {
            this.buffer = ByteBuffer.allocate(readingStep);
        }

        @Override
        public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
            try (ReadableByteChannel reading = content.open(0)) {
                while (reading.read(buffer.clear()) >= 0) {
                    bytesPut += buffer.position();
                }
            }
            return new ObjectVersion("none");
        }
    }
}
