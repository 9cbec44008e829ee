// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.cache.disk.DiskFiles;
import io.thermocline.cache.memory.OffHeapMemory;
import io.thermocline.segment.BlockSource;
import io.thermocline.segment.SegmentObject;
import io.thermocline.segment.StoreBlockSource;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.wrap.PooledObjectStore;
import io.thermocline.store.wrap.StoreThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verified blocks of segments, in off-heap memory within a bound. Each is read from the store once, however many want it;
 * readers that go on where they were find the next blocks here already; those that give up leave their requests to others.
 */
public final class BlockCache implements BlockSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlockCache.class);

    /**
     * How the cache is set up.
     *
     * @param owner tells this cache's threads from others
     * @param memoryBytes the most off-heap memory, more than 0
     * @param firstBytes how far the first request of a stream reaches that goes on from nowhere
     * @param aheadBytes the longest window ahead of one reader; 0 for none
     * @param fetchThreads how many threads read from the store
     * @param fetchTime how long one request may take
     * @param hedgePercent how many in a hundred of the requests that somebody waits for may be made twice
     * @param disk where blocks are kept on disk, too
     */
    public record Settings(
            String owner,
            long memoryBytes,
            int firstBytes,
            long aheadBytes,
            int fetchThreads,
            Duration fetchTime,
            int hedgePercent,
            Optional<DiskSettings> disk) {}

    /** Where and how much is kept on disk. */
    public record DiskSettings(Path directory, long bytes) {}

    private final ConcurrentHashMap<ObjectKey, SegmentBlocks> segments = new ConcurrentHashMap<>();
    private final CacheMeters meters;
    private final ExecutorService growth;
    private final BlockMemory memory;
    private final Optional<DiskCache> disk;
    private final Optional<Hedging> hedging;
    private final Trails trails;
    private final ReadAhead readAhead;
    private final BlockSource bypass;
    private volatile boolean closed;

    /**
     * @param tails where the indexes are kept of the segment that a reader comes to next
     * @param threads closed by the caller, after this
     */
    public BlockCache(
            ObjectStore store, StoreThreads threads, TailCache tails, Settings settings, StoreMeters storeMeters) {
        this(store, threads, tails, settings, storeMeters, System::nanoTime, BackgroundThread::make, Alarms::make);
    }

    BlockCache(
            ObjectStore store,
            StoreThreads threads,
            TailCache tails,
            Settings settings,
            StoreMeters storeMeters,
            LongSupplier nanoClock,
            BackgroundThread.Maker background,
            Alarms.Maker alarms) {
        this.meters = new CacheMeters(storeMeters);
        AheadLimit limit = new AheadLimit(settings.aheadBytes(), nanoClock);
        this.growth = background.make("thermocline-cache-memory-" + settings.owner());
        this.memory = new BlockMemory(new OffHeapMemory(settings.memoryBytes()), meters, limit, growth);
        this.trails = new Trails(nanoClock, this::cool);
        this.disk = settings.disk()
                .flatMap(where ->
                        open(where, nanoClock, () -> background.make("thermocline-disk-cache-" + settings.owner())));
        this.hedging = settings.hedgePercent() == 0
                ? Optional.empty()
                : Optional.of(new Hedging(
                        threads,
                        limit,
                        meters,
                        nanoClock,
                        alarms.make("thermocline-hedging-" + settings.owner()),
                        settings.hedgePercent()));
        FetchSpeed speed = new FetchSpeed();
        BlockRequests requests = new BlockRequests(
                new BlockOrigins(store, disk, memory, meters, limit, speed, settings.fetchTime()),
                threads,
                hedging,
                settings.fetchThreads());
        FollowingSegment following = new FollowingSegment(store, threads, tails, nanoClock, this::expect);
        this.readAhead = new ReadAhead(requests, memory, trails, limit, speed, settings.firstBytes(), following::warm);
        this.bypass = new StoreBlockSource(new PooledObjectStore(store, threads), settings.firstBytes());
        meters.gauge(
                "disk-bytes",
                "bytes of files of the disk cache",
                () -> disk.map(DiskCache::bytes).orElse(0L));
        meters.gauge("bytes-held", "bytes of memory that hold blocks", memory::used);
        meters.gauge("bytes-unread", "bytes of memory that hold blocks which nobody has read yet", memory::unreadBytes);
        meters.gauge("bytes-capacity", "bytes of memory that may hold blocks", memory::capacity);
    }

    /** A cache is no reason not to start: without its disk it works, too. */
    private Optional<DiskCache> open(DiskSettings where, LongSupplier nanoClock, Supplier<ExecutorService> writer) {
        try {
            Optional<DiskFiles> files = DiskFiles.open(where.directory(), where.bytes());
            if (files.isEmpty()) {
                withoutDisk(where, "another process uses it, and every broker needs one of its own");
            }
            return files.map(found -> new DiskCache(found, memory, meters, nanoClock, writer.get()));
        } catch (IOException e) {
            withoutDisk(where, e.toString());
            return Optional.empty();
        }
    }

    private void withoutDisk(DiskSettings where, String why) {
        meters.diskFailed();
        LOG.warn(
                "There is no disk cache, because {} cannot be used: {}. Mend it, or cache.disk.path, and start again.",
                where.directory(),
                why);
    }

    @Override
    public Cursor open(SegmentObject segment, long position, long end) {
        return new CachedCursor(this, segment, position, end);
    }

    /** Returns where the blocks of a segment are now. */
    SegmentBlocks blocksOf(SegmentObject segment) {
        return segments.computeIfAbsent(segment.key(), key -> new SegmentBlocks(segment, this::forget));
    }

    private void forget(SegmentBlocks retired) {
        segments.remove(retired.object().key(), retired);
    }

    private void expect(SegmentObject segment, long run) {
        readAhead.expect(blocksOf(segment), run);
    }

    /** What was read ahead of a reader that does not come any more goes first. */
    private void cool(Trail trail) {
        SegmentBlocks segment = segments.get(trail.key());
        if (segment == null) {
            return;
        }
        int to = Math.min(trail.requestedTo(), segment.table().count());
        for (int i = segment.table().blockAt(trail.end()); i < to; i++) {
            CachedBlock block = segment.get(i);
            if (block != null) {
                memory.setAside(block);
            }
        }
    }

    /** Forgets all of an object at once; requests that are under way do not bring it back. */
    public void drop(ObjectKey key) {
        trails.drop(key);
        disk.ifPresent(files -> files.drop(key));
        dropFromMemory(key);
    }

    private void dropFromMemory(ObjectKey key) {
        SegmentBlocks segment = segments.remove(key);
        if (segment != null) {
            segment.retire().forEach(memory::discard);
        }
    }

    void checkOpen() throws StoreException {
        if (closed) {
            throw new StoreException.Failed("the cache is closed", null);
        }
    }

    BlockMemory memory() {
        return memory;
    }

    Trails trails() {
        return trails;
    }

    ReadAhead readAhead() {
        return readAhead;
    }

    CacheMeters meters() {
        return meters;
    }

    /** Notes that a reader reads some of a block, of which it is a user. */
    void readBy(CachedBlock block, Trail reader) {
        boolean first = block.reader() == 0;
        memory.readBy(block, reader.id());
        if (first && disk.isPresent()) {
            disk.get().offer(block);
        }
    }

    BlockSource bypass() {
        return bypass;
    }

    /** Lets all reads fail that begin afterwards. */
    @Override
    public void close() {
        closed = true;
        hedging.ifPresent(Hedging::close);
        BackgroundThread.end(growth);
        disk.ifPresent(DiskCache::close);
        segments.keySet().forEach(this::dropFromMemory);
    }
}
