// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.cache.disk.DiskFiles;
import io.thermocline.segment.BlockCheck;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks on a local disk, behind those in memory: they outlast a restart. Blocks are written in the background once a reader
 * has read them, and verified against the segment's own checksums when they are read back. A disk that fails or is full
 * costs nobody more than a request to the store; it is tried again after a while.
 */
final class DiskCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DiskCache.class);

    private static final Duration REST_AFTER_FAILURE = Duration.ofMinutes(1);

    private final DiskFiles files;
    private final BlockMemory memory;
    private final CacheMeters meters;
    private final LongSupplier nanoClock;
    private final ExecutorService writer;
    private volatile boolean closed;
    private volatile boolean failing;
    private volatile long restUntil;

    /**
     * Takes over the files and the writer, and closes them.
     *
     * @param writer has one thread, and rejects what it has no time for
     */
    DiskCache(DiskFiles files, BlockMemory memory, CacheMeters meters, LongSupplier nanoClock, ExecutorService writer) {
        this.files = files;
        this.memory = memory;
        this.meters = meters;
        this.nanoClock = nanoClock;
        this.writer = writer;
    }

    /** Returns whether a block is likely to be here. */
    boolean has(ObjectKey key, int block) {
        return !resting() && files.has(key, block);
    }

    /** Fills a block's bytes, verified. Returns false if it is not here as it was written. */
    boolean read(CachedBlock block) {
        ObjectKey key = block.segment().object().key();
        ByteBuffer bytes = block.bytes();
        try {
            bytes.clear();
            if (!files.read(key, block.index(), bytes)) {
                return false;
            }
            BlockCheck.verify(block.segment().object(), block.index(), bytes.flip());
            meters.diskHit();
            return true;
        } catch (StoreException.Corrupt e) {
            LOG.warn("The disk cache is damaged, the store is asked instead: {}", e.getMessage());
            meters.diskCorrupt();
            files.remove(key, block.index());
        } catch (IOException e) {
            files.remove(key, block.index());
            failed("reading " + block, e);
        }
        bytes.clear();
        return false;
    }

    /** Has a block written, of which the caller is a user, unless it is here or the disk is slower than the readers. */
    void offer(CachedBlock block) {
        boolean wanted =
                !closed && !resting() && !files.has(block.segment().object().key(), block.index()) && block.use();
        if (!wanted) {
            return;
        }
        try {
            writer.execute(new Writing(block));
        } catch (RejectedExecutionException e) {
            memory.letGo(block);
            meters.diskSkipped();
        }
    }

    /** A block that is to be written, of which this is a user until then. */
    private final class Writing implements Runnable {
        private final CachedBlock block;

        Writing(CachedBlock block) {
            this.block = block;
        }

        @Override
        public void run() {
            try {
                write(block);
            } finally {
                letGo();
            }
        }

        void letGo() {
            memory.letGo(block);
        }
    }

    private void write(CachedBlock block) {
        ObjectKey key = block.segment().object().key();
        if (resting() || block.isUnwanted() || files.has(key, block.index())) {
            return;
        }
        try {
            files.add(key, block.index(), block.bytes().slice(0, block.bytes().limit()));
            meters.diskWritten(block.bytes().limit());
            if (failing) {
                failing = false;
                LOG.info("The disk cache works again");
            }
        } catch (IOException e) {
            files.shrink();
            failed("writing " + block, e);
        } catch (RuntimeException e) {
            failed("writing " + block, e);
        }
    }

    private void failed(String doing, Exception e) {
        meters.diskFailed();
        restUntil = nanoClock.getAsLong() + REST_AFTER_FAILURE.toNanos();
        if (!failing && !closed) {
            LOG.warn(
                    "The disk cache failed ({}: {}); until it works again, the store is asked instead. It is tried every {}"
                            + " seconds.",
                    doing,
                    e.toString(),
                    REST_AFTER_FAILURE.toSeconds());
        }
        failing = true;
    }

    private boolean resting() {
        long left = restUntil - nanoClock.getAsLong();
        return failing && left > 0 && left <= REST_AFTER_FAILURE.toNanos();
    }

    /** Forgets all blocks of an object. */
    void drop(ObjectKey key) {
        files.remove(key);
    }

    long bytes() {
        return files.bytes();
    }

    @Override
    public void close() {
        closed = true;
        for (Runnable left : BackgroundThread.end(writer)) {
            ((Writing) left).letGo();
        }
        try {
            files.close();
        } catch (IOException e) {
            LOG.warn("Closing the disk cache failed", e);
        }
    }
}
