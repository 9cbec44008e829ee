// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.segment.BlockSource;
import io.thermocline.segment.SegmentObject;
import io.thermocline.segment.SegmentReader;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.wrap.StoreThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A process that fills a disk cache until it is killed. */
final class DiskFiller {

    private static final int MIB = 1024 * 1024;

    private DiskFiller() {}

    /** Returns the arguments for a process that reads this segment again and again, each time as if it were new. */
    static List<String> arguments(Path object, SegmentObject segment, Path disk, long bytes) {
        return List.of(
                object.toString(),
                segment.key().value(),
                segment.footer().manifest().segment().name().segmentId(),
                disk.toString(),
                Long.toString(bytes));
    }

    public static void main(String[] arguments) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        ObjectKey key = new ObjectKey(arguments[1]);
        store.put(
                key, ObjectContent.of(ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[0])))), PutMode.overwrite());
        SegmentReader reader = new SegmentReader(store);
        SegmentObject segment =
                new SegmentObject(key, reader.footer(key, arguments[2], Optional.empty(), Deadline.never()));
        StoreThreads threads = new StoreThreads("filler", 4, 1, DiskFiller.class.getClassLoader());
        BlockCache cache = new BlockCache(
                store,
                threads,
                new TailCache(reader, threads, MIB, MIB, Duration.ofSeconds(20)),
                new BlockCache.Settings(
                        "filler",
                        16 * MIB,
                        MIB,
                        4 * MIB,
                        4,
                        Duration.ofSeconds(30),
                        0,
                        Optional.of(new BlockCache.DiskSettings(Path.of(arguments[3]), Long.parseLong(arguments[4])))),
                StoreMeters.none());
        while (true) {
            readAll(cache, segment);
            cache.drop(key);
        }
    }

    private static void readAll(BlockCache cache, SegmentObject segment) throws IOException {
        long end = segment.footer().blocks().dataLength();
        byte[] target = new byte[MIB];
        try (BlockSource.Cursor cursor = cache.open(segment, 0, end)) {
            for (long position = 0; position < end; ) {
                int wanted = (int) Math.min(target.length, end - position);
                position += cursor.read(position, target, 0, wanted, Deadline.never());
            }
        }
    }
}
