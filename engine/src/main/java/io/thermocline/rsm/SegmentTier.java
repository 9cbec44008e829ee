// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.cache.BlockCache;
import io.thermocline.cache.TailCache;
import io.thermocline.cache.TailCache.Address;
import io.thermocline.segment.BlockSource;
import io.thermocline.segment.Footer;
import io.thermocline.segment.SectionKind;
import io.thermocline.segment.SegmentDescription;
import io.thermocline.segment.SegmentExtent;
import io.thermocline.segment.SegmentFiles;
import io.thermocline.segment.SegmentInputStream;
import io.thermocline.segment.SegmentName;
import io.thermocline.segment.SegmentObject;
import io.thermocline.segment.SegmentReader;
import io.thermocline.segment.SegmentWriter;
import io.thermocline.segment.StoreBlockSource;
import io.thermocline.segment.Tail;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreMeters;
import io.thermocline.store.wrap.PooledObjectStore;
import io.thermocline.store.wrap.StoreTask;
import io.thermocline.store.wrap.StoreThreads;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Segments in a store: copies, reads and deletes them. Knows nothing of Kafka's types; its callers wait, no longer than
 * configured, while the store is talked to on threads of its own.
 */
final class SegmentTier implements Closeable {

    private static final Duration COPY_CLEAN_UP_TIME = Duration.ofSeconds(4);
    /** How long the thread of the last deletes may take to end, if the store is deaf to its interrupt. */
    private static final Duration LAST_THREAD_TIME = Duration.ofMillis(500);

    private static final Duration DELETE_TIME_WHEN_INTERRUPTED = Duration.ofSeconds(2);

    private final RsmConfig config;
    private final String owner;
    private final ObjectStore store;
    private final StoreThreads threads;
    private final ScheduledExecutorService timer;
    private final Locations locations;
    private final SegmentWriter writer;
    private final TailCache tails;
    private final Optional<BlockCache> cache;
    private final BlockSource blocks;
    private final Copies copies = new Copies();
    private final Deletions deletions;

    /**
     * Takes over the store, the threads and the timer, and closes them.
     *
     * @param owner tells this tier's threads from others
     */
    SegmentTier(
            RsmConfig config,
            String owner,
            String version,
            ObjectStore store,
            StoreThreads threads,
            ScheduledExecutorService timer,
            StoreMeters meters) {
        this.config = config;
        this.owner = owner;
        this.store = store;
        this.threads = threads;
        this.timer = timer;
        ObjectStore pooled = new PooledObjectStore(store, threads);
        this.locations =
                new Locations(config.prefixes().present(), config.prefixes().previous());
        this.writer = new SegmentWriter(
                store,
                new SegmentWriter.Settings(
                        config.blockBytes(), config.copyVerification(), version, config.clusterName()));
        this.tails = new TailCache(
                new SegmentReader(store),
                threads,
                config.caches().footerBytes(),
                config.caches().tailBytes(),
                config.fetchIndexTimeout());
        this.cache = config.caches().memoryBytes() == 0
                ? Optional.empty()
                : Optional.of(new BlockCache(
                        store,
                        threads,
                        tails,
                        new BlockCache.Settings(
                                owner,
                                config.caches().memoryBytes(),
                                config.readFirstBytes(),
                                config.caches().readAheadBytes(),
                                config.fetchThreads(),
                                config.fetchTimeout(),
                                config.caches().hedgePercent(),
                                config.caches()
                                        .disk()
                                        .map(disk -> new BlockCache.DiskSettings(disk.path(), disk.bytes()))),
                        meters));
        this.blocks =
                cache.<BlockSource>map(c -> c).orElseGet(() -> new StoreBlockSource(pooled, config.readFirstBytes()));
        this.deletions = new Deletions(pooled, new DeletionGuard(), timer);
    }

    /** What was put of a segment. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Copied(SegmentExtent extent, byte[] customMetadata) {}

    /**
     * Copies a segment; when this throws, no part of it is in the store, or what a store that is slow to end may yet bring
     * is deleted in the background.
     */
    Copied copy(SegmentDescription description, SegmentFiles files) throws IOException {
        ObjectKey key = locations.keyOfNew(description.name());
        deletions.expect(key);
        StoreTask<SegmentExtent> task = copies.begin(
                key,
                description.name(),
                () -> threads.write("copy to " + key, () -> writer.write(key, description, files)));
        task.whenFailed(why -> {
            if (mayYetTakePlace(why)) {
                deletions.deleteWhatMayCome(key);
            }
        });
        try {
            SegmentExtent extent = task.awaitOrBreakOff(COPY_CLEAN_UP_TIME);
            return new Copied(extent, locations.customMetadata(extent));
        } catch (StoreException.Interrupted e) {
            // It may not even have failed, but be slow to end.
            deletions.deleteWhatMayCome(key);
            throw e;
        }
    }

    private static boolean mayYetTakePlace(Throwable failure) {
        return failure instanceof StoreException.Interrupted
                || failure instanceof ClosedByInterruptException
                || failure instanceof StoreException.Unavailable;
    }

    /**
     * Opens a range of a segment's data.
     *
     * @param start the first byte; the end of the data gives an empty stream
     * @param lastIncluded the last byte, as far as there is data
     * @throws IllegalArgumentException if there is no such range
     */
    InputStream open(SegmentName segment, Optional<byte[]> customMetadata, int start, int lastIncluded)
            throws StoreException {
        if (start < 0 || lastIncluded < start) {
            throw new IllegalArgumentException(
                    "there is no range from " + start + " to " + lastIncluded + " in segment " + segment);
        }
        SegmentObject found = find(
                segment,
                customMetadata,
                (address, deadline) -> new SegmentObject(address.key(), tails.footer(address, deadline)));
        long length = found.footer().blocks().dataLength();
        if (start > length) {
            throw new IllegalArgumentException("position %d is beyond the end of segment %s, which has %d bytes"
                    .formatted(start, segment, length));
        }
        long end = Math.min(length, lastIncluded + 1L);
        return new SegmentInputStream(found, blocks, start, end, () -> Deadline.after(config.fetchTimeout()));
    }

    /** Opens a section of a segment, or returns empty if the segment has none of that kind. */
    Optional<InputStream> openSection(SegmentName segment, Optional<byte[]> customMetadata, SectionKind kind)
            throws StoreException {
        return switch (kind) {
            case PRODUCER_SNAPSHOT, LEADER_EPOCHS -> {
                Footer footer = find(segment, customMetadata, tails::footer);
                yield footer.section(kind);
            }
            default -> {
                Tail tail = find(segment, customMetadata, tails::tail);
                yield tail.section(kind);
            }
        };
    }

    private interface Lookup<T> {
        T at(Address address, Deadline deadline) throws StoreException;
    }

    private <T> T find(SegmentName segment, Optional<byte[]> customMetadata, Lookup<T> lookup) throws StoreException {
        Deadline deadline = Deadline.after(config.fetchIndexTimeout());
        List<Address> candidates = locations.candidates(segment, customMetadata);
        StoreException.NotFound missing = null;
        for (Address address : candidates) {
            try {
                return lookup.at(address, deadline);
            } catch (StoreException.NotFound e) {
                missing = e;
            }
        }
        if (locations.isElsewhere(customMetadata)) {
            throw new StoreException.NotFound(
                    candidates.get(0).key(),
                    "the segment was put under a key.prefix that is neither the present one nor in key.prefix.previous;"
                            + " put it there",
                    missing);
        }
        throw missing == null || candidates.size() > 1
                ? new StoreException.NotFound(candidates.get(0).key(), missing)
                : missing;
    }

    /**
     * Deletes a segment wherever it may be, with one request, and forgets all of it. A thread that comes with its
     * interrupt flag set, as the broker's does after a copy that was interrupted, deletes nevertheless, within less time.
     */
    void delete(SegmentName segment, Optional<byte[]> customMetadata) throws StoreException {
        if (locations.isElsewhere(customMetadata)) {
            requireMoved(segment, customMetadata);
        }
        List<ObjectKey> keys = locations.candidates(segment, customMetadata).stream()
                .map(Address::key)
                .toList();
        if (!Thread.interrupted()) {
            deletions.delete(keys, config.deleteTimeout());
            return;
        }
        try {
            deletions.delete(keys, DELETE_TIME_WHEN_INTERRUPTED);
        } finally {
            Thread.currentThread().interrupt();
        }
    }

    /** Deleting where a segment is not would leave it where it is, and nobody would ever know. */
    private void requireMoved(SegmentName segment, Optional<byte[]> customMetadata) throws StoreException {
        try {
            find(segment, customMetadata, tails::footer);
        } catch (StoreException.NotFound e) {
            throw new StoreException.Failed("segment " + segment + " was not deleted: " + e.getMessage(), e);
        }
    }

    /** Returns how many deletions failed and wait to be tried again. */
    int pendingDeletions() {
        return deletions.pending();
    }

    private final class DeletionGuard implements Deletions.Guard {
        @Override
        public void before(List<ObjectKey> keys, Duration patience) throws StoreException {
            for (ObjectKey key : keys) {
                copies.forbid(key, patience);
            }
        }

        @Override
        public void after(List<ObjectKey> keys) {
            for (ObjectKey key : keys) {
                forget(key);
                copies.allow(key);
            }
        }
    }

    /** Drops all that is cached of a segment. */
    private void forget(ObjectKey key) {
        tails.drop(key);
        cache.ifPresent(c -> c.drop(key));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        cache.ifPresent(BlockCache::close);
        threads.close();
        // Not before all copies were broken off, and in a thread, because a store may be deaf to deadlines.
        StoreThreads last =
                new StoreThreads("thermocline-last-" + owner, 1, 1, getClass().getClassLoader());
        deletions.close(new PooledObjectStore(store, last));
        last.close(LAST_THREAD_TIME);
        store.close();
    }
}
