// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.segment.CopyVerification;
import io.thermocline.segment.SegmentInputStream;
import io.thermocline.segment.SegmentObject;
import io.thermocline.segment.SegmentReader;
import io.thermocline.segment.SegmentWriter;
import io.thermocline.segment.testing.TestSegment;
import io.thermocline.segment.testing.TestSegmentBuilder;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.testing.FaultyObjectStore;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.testing.RequestCounts;
import io.thermocline.store.testing.Seed;
import io.thermocline.store.testing.VirtualClock;
import io.thermocline.store.wrap.ObservedObjectStore;
import io.thermocline.store.wrap.StoreThreads;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache over a store that counts and fails on demand, and readers that read as the broker does. */
@Timeout(60)
abstract class CacheFixture {

    static final int KIB = 1024;
    static final int MIB = 1024 * KIB;
    static final int BLOCK = 64 * KIB;
    static final int THREADS = 4;

    @TempDir
    Path directory;

    final MemoryObjectStore memory = new MemoryObjectStore();
    final FaultyObjectStore faulty = new FaultyObjectStore(memory);
    final RequestCounts requests = new RequestCounts();
    final ObjectStore store = new ObservedObjectStore(faulty, requests);
    final StoreThreads threads = new StoreThreads("test", THREADS, 1, getClass().getClassLoader());
    final ExecutorService callers = Executors.newCachedThreadPool();
    final Random random = Seed.random();
    final VirtualClock clock = new VirtualClock();
    final VirtualAlarms alarms = new VirtualAlarms(clock);
    final Counters counters = new Counters();
    final TailCache tails =
            new TailCache(new SegmentReader(store), threads, 64 * MIB, 64 * MIB, Duration.ofSeconds(20));
    /** The cache's own threads, by name: the latest of each. */
    private final Map<String, ExecutorService> background = new ConcurrentHashMap<>();

    BlockCache cache = cache(64 * MIB, 8 * MIB);

    @AfterEach
    void endThreads() {
        callers.shutdownNow();
        cache.close();
        threads.close();
    }

    BlockCache cache(long memoryBytes, long aheadBytes) {
        return cache(memoryBytes, aheadBytes, Optional.empty());
    }

    BlockCache cache(long memoryBytes, long aheadBytes, Optional<BlockCache.DiskSettings> disk) {
        return cache(memoryBytes, aheadBytes, 0, disk);
    }

    BlockCache cache(long memoryBytes, long aheadBytes, int hedgePercent, Optional<BlockCache.DiskSettings> disk) {
        return cache(
                store,
                new BlockCache.Settings(
                        "test", memoryBytes, MIB, aheadBytes, 4, Duration.ofSeconds(30), hedgePercent, disk));
    }

    BlockCache cache(ObjectStore over, BlockCache.Settings settings) {
        return new BlockCache(
                over, threads, tails, settings, counters, clock::nanoTime, this::backgroundThread, name -> alarms);
    }

    private ExecutorService backgroundThread(String name) {
        ExecutorService made = BackgroundThread.make(name);
        background.put(name, made);
        return made;
    }

    /** Waits until what was offered to the disk is written, if there is a disk. */
    void settleDisk() {
        ExecutorService writer = background.get("thermocline-disk-cache-test");
        if (writer.isShutdown()) {
            return;
        }
        try {
            writer.submit(() -> {}).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("the disk cache has not written all", e);
        }
    }

    /** A segment that was written, and all of its log. */
    record Written(SegmentObject object, byte[] log) {}

    Written write(long bytes) throws IOException {
        return write(TestSegment.builder().size(bytes));
    }

    Written write(TestSegmentBuilder builder) throws IOException {
        TestSegment segment = builder.writeTo(directory);
        SegmentWriter.Settings settings =
                new SegmentWriter.Settings(BLOCK, CopyVerification.OFF, "thermocline 0.1.0", "");
        new SegmentWriter(store, settings).write(segment.key(), segment.description(), segment.files());
        SegmentObject object = new SegmentObject(
                segment.key(),
                new SegmentReader(store)
                        .footer(segment.key(), segment.segmentId().toString(), Optional.empty(), Deadline.never()));
        requests.reset();
        return new Written(object, segment.log());
    }

    InputStream open(Written segment, long position) {
        return open(segment, position, Duration.ofSeconds(30));
    }

    InputStream open(Written segment, long position, Duration patience) {
        return new SegmentInputStream(
                segment.object(), cache, position, segment.log().length, () -> Deadline.after(patience));
    }

    /** Reads as the broker does, one header and then the rest, and checks the bytes. Returns where it ended. */
    int call(Written segment, int position, int bytes) throws IOException {
        int length = Math.min(bytes, segment.log().length - position);
        byte[] read = new byte[length];
        try (InputStream in = open(segment, position)) {
            int header = in.readNBytes(read, 0, Math.min(17, length));
            assertThat(header + in.readNBytes(read, header, length - header)).isEqualTo(length);
        }
        assertThat(Arrays.equals(read, 0, length, segment.log(), position, position + length))
                .as("bytes %d to %d", position, position + length)
                .isTrue();
        return position + length;
    }

    /** Reads as a consumer through the broker does: each call begins a little before the end of the one before. */
    void consume(Written segment) throws IOException {
        int position = 0;
        while (position < segment.log().length) {
            position = call(segment, Math.max(0, position - random.nextInt(20_000)), MIB);
        }
    }

    /** Waits until no request for blocks is under way. */
    void settle() {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (counters.value("requests-in-flight") > 0) {
            assertThat(System.nanoTime()).as("requests end in time").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    /** Drops the segments when all is over, and sees that no memory is left of them. */
    void nothingIsLeftOf(List<Written> segments) {
        faulty.heal();
        settle();
        segments.forEach(segment -> cache.drop(segment.object().key()));
        assertThat(counters.value("bytes-held")).isZero();
        assertThat(counters.value("bytes-unread")).isZero();
    }

    int dataRequests() {
        return requests.count(Verb.READ);
    }

    long dataBytes() {
        return requests.bytes(Verb.READ);
    }

    /** Remembers what was counted. */
    static final class Counters implements StoreMeters {
        private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
        private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

        @Override
        public LongConsumer counter(String name, String description) {
            return counts.computeIfAbsent(name, n -> new AtomicLong())::addAndGet;
        }

        @Override
        public LongConsumer latency(String name, String description) {
            return counter(name, description);
        }

        @Override
        public void gauge(String name, String description, LongSupplier value) {
            gauges.put(name, value);
        }

        long value(String name) {
            return gauges.containsKey(name)
                    ? gauges.get(name).getAsLong()
                    : counts.get(name).get();
        }
    }
}
