// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.hot;

import io.thermocline.cache.BlockCache;
import io.thermocline.cache.TailCache;
import io.thermocline.segment.BlockSource;
import io.thermocline.segment.SegmentInputStream;
import io.thermocline.segment.SegmentObject;
import io.thermocline.segment.SegmentReader;
import io.thermocline.segment.SegmentWriter;
import io.thermocline.segment.StoreBlockSource;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.wrap.StoreThreads;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A broker's fetch of a mebibyte out of a segment's stream: the header of a batch, the rest, and the end. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Reading {

    private static final int FETCH_BYTES = 1 << 20;
    private static final int HEADER_BYTES = 17;

    private final byte[] target = new byte[FETCH_BYTES];
    private PlainSegment segment;
    private MemoryObjectStore store;
    private SegmentObject object;
    private BlockSource unchecked;
    private BlockSource stored;
    private StoreThreads threads;
    private BlockCache cache;
    private int position;

    @Setup
    public void setUp() throws IOException {
        segment = PlainSegment.write();
        store = new MemoryObjectStore();
        segment.writeTo(new SegmentWriter(store, PlainSegment.SETTINGS));
        object = new SegmentObject(
                segment.key(),
                new SegmentReader(store).footer(segment.key(), segment.id(), Optional.empty(), Deadline.never()));
        byte[] log = store.bytes(segment.key());
        unchecked = (of, from, end) -> new ArrayCursor(log);
        stored = new StoreBlockSource(store, FETCH_BYTES);
        threads = new StoreThreads("hot", 4, 1, getClass().getClassLoader());
        TailCache tails = new TailCache(new SegmentReader(store), threads, 1 << 20, 1 << 20, Duration.ofSeconds(20));
        cache = new BlockCache(
                store,
                threads,
                tails,
                new BlockCache.Settings(
                        "hot",
                        4L * PlainSegment.BYTES,
                        FETCH_BYTES,
                        FETCH_BYTES,
                        4,
                        Duration.ofSeconds(10),
                        0,
                        Optional.empty()),
                StoreMeters.none());
    }

    @TearDown
    public void tearDown() throws IOException {
        cache.close();
        threads.close();
        segment.close();
        store.close();
    }

    /** From an array: what the stream itself costs. */
    @Benchmark
    public int streamAlone() throws IOException {
        return fetch(unchecked);
    }

    /** From a store in memory, every block verified. */
    @Benchmark
    public int fromMemoryStore() throws IOException {
        return fetch(stored);
    }

    /** From the cache, which has all blocks after the first round. */
    @Benchmark
    public int fromCache() throws IOException {
        return fetch(cache);
    }

    /** The same for all 256 blocks through one stream: what it allocates beyond a fetch, it allocates for blocks. */
    @Benchmark
    public long allFromCache() throws IOException {
        long bytes = 0;
        try (InputStream in = new SegmentInputStream(object, cache, 0, segment.bytes(), Deadline::never)) {
            for (int n = in.read(target); n >= 0; n = in.read(target)) {
                bytes += n;
            }
        }
        return bytes;
    }

    private int fetch(BlockSource source) throws IOException {
        position = position + 2 * FETCH_BYTES < segment.bytes() ? position + FETCH_BYTES - 12_000 : 0;
        try (InputStream in = new SegmentInputStream(object, source, position, segment.bytes(), Deadline::never)) {
            int n = in.readNBytes(target, 0, HEADER_BYTES);
            return n + in.readNBytes(target, n, FETCH_BYTES - n);
        }
    }

    private record ArrayCursor(byte[] log) implements BlockSource.Cursor {
        @Override
        public int read(long position, byte[] target, int offset, int length, Deadline deadline) {
            int n = Math.min(length, 256 * 1024 - (int) (position % (256 * 1024)));
            System.arraycopy(log, (int) position, target, offset, n);
            return n;
        }

        @Override
        public int available(long position) {
            return 0;
        }

        @Override
        public void close() {
            // An array stays.
        }
    }
}
