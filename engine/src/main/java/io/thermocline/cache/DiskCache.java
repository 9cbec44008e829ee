// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.segment.BlockCheck;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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

    private static final int QUEUE_LENGTH = 64;
    private static final Duration REST_AFTER_FAILURE = Duration.ofMinutes(1);
    private static final Duration CLOSE_TIME = Duration.ofSeconds(2);

    private final DiskFiles files;
    private final BlockMemory memory;
    private final CacheMeters meters;
    private final LongSupplier nanoClock;
    private final BlockingQueue<CachedBlock> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
    private final Thread writer;
    private volatile boolean closed;
    private volatile boolean failing;
    private volatile long restUntil;

    /** Takes over the files, and closes them. */
    DiskCache(DiskFiles files, BlockMemory memory, CacheMeters meters, LongSupplier nanoClock, String owner) {
        this.files = files;
        this.memory = memory;
        this.meters = meters;
        this.nanoClock = nanoClock;
        this.writer = new Thread(this::writeAll, "thermocline-disk-cache-" + owner);
        writer.setDaemon(true);
        writer.setContextClassLoader(DiskCache.class.getClassLoader());
        writer.start();
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
        if (wanted && !queue.offer(block)) {
            memory.letGo(block);
            meters.diskSkipped();
        }
    }

    private void writeAll() {
        try {
            while (!closed) {
                CachedBlock block = queue.take();
                try {
                    write(block);
                } finally {
                    memory.letGo(block);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The disk cache writes no more");
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
        writer.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            writer.join(CLOSE_TIME.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        for (CachedBlock block = queue.poll(); block != null; block = queue.poll()) {
            memory.letGo(block);
        }
        try {
            files.close();
        } catch (IOException e) {
            LOG.warn("Closing the disk cache failed", e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether all that was offered is written; for tests. */
    boolean isIdle() {
        return queue.isEmpty() && writer.getState() == Thread.State.WAITING;
    }
}
