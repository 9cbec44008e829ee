// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.segment.BlockSource;
import io.thermocline.segment.BlockTable;
import io.thermocline.segment.SegmentObject;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;

/** A reader's way through the cached blocks of a segment. It uses a block only while it copies from it. */
final class CachedCursor implements BlockSource.Cursor {

    /** A reader that wants more than one block is woken once for so many of them, not for each. */
    private static final int BLOCKS_PER_WAIT = 4;

    private final BlockCache cache;
    private final SegmentObject segment;
    private final BlockTable table;
    private final long begin;
    private final long end;
    private SegmentBlocks blocks;
    private Trail trail;
    private BlockSource.Cursor bypass;
    private int current = -1;
    private boolean closed;

    CachedCursor(BlockCache cache, SegmentObject segment, long begin, long end) {
        this.cache = cache;
        this.segment = segment;
        this.table = segment.footer().blocks();
        this.begin = begin;
        this.end = end;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length, Deadline deadline) throws StoreException {
        int index = table.blockAt(position);
        if (index != current) {
            comeTo(position, index);
        }
        CachedBlock block = hold(index, position, length, deadline);
        if (block == null) {
            return readPast(position, target, offset, length, deadline);
        }
        int n;
        try {
            cache.readBy(block, trail);
            n = block.copy((int) (position - table.start(index)), target, offset, length);
        } finally {
            cache.memory().letGo(block);
        }
        current = index;
        trail.advanceTo(position + n);
        if (position + n == table.dataLength()) {
            trail.finish();
        }
        return n;
    }

    private void comeTo(long position, int index) throws StoreException {
        cache.checkOpen();
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreException.Interrupted("interrupted while reading object " + segment.key(), null);
        }
        if (trail == null) {
            blocks = cache.blocksOf(segment);
            trail = cache.trails().follow(segment.key(), position);
        }
        trail.comeTo(position, index);
    }

    /** Returns the block, as its user, once it is here; null if there is no room for it. */
    private CachedBlock hold(int index, long position, int length, Deadline deadline) throws StoreException {
        boolean arriving = index != current;
        boolean second = false;
        while (true) {
            CachedBlock block = blocks.get(index);
            boolean requested = block == null || !block.use();
            if (requested) {
                block = request(position);
                if (block == null) {
                    return null;
                }
                cache.meters().missed();
            }
            if (arriving) {
                cache.readAhead().goOn(blocks, trail, position, end);
            }
            if (await(block, position + length, arriving && !requested, deadline)) {
                return block;
            }
            StoreException failure = block.failure();
            cache.memory().letGo(block);
            // If nobody waited for it when it was asked for, somebody does now, and asks once more.
            if (requested || second || !block.ahead()) {
                throw failure;
            }
            second = true;
            arriving = false;
        }
    }

    private CachedBlock request(long position) {
        // After a drop, or when all its blocks have gone, the segment has other slots than at first.
        blocks = cache.blocksOf(segment);
        return cache.readAhead().demand(blocks, trail, position, end).orElse(null);
    }

    private boolean await(CachedBlock block, long wantedTo, boolean counted, Deadline deadline) throws StoreException {
        if (block.isReady()) {
            if (counted) {
                cache.meters().hit();
            }
            return true;
        }
        if (counted) {
            cache.meters().waited();
        }
        long began = System.nanoTime();
        boolean waited = false;
        try {
            awaitFurther(block, wantedTo, deadline);
            boolean loaded = block.awaitLoad(deadline);
            waited = true;
            return loaded;
        } finally {
            cache.meters().waitedFor(System.nanoTime() - began);
            if (!waited) {
                cache.memory().letGo(block);
            }
        }
    }

    /** Waits for what the reader will wait for next, and usually comes just after; what becomes of it is seen when it does. */
    private void awaitFurther(CachedBlock block, long wantedTo, Deadline deadline) throws StoreException {
        int last = Math.min(table.blockAt(wantedTo - 1), block.index() + BLOCKS_PER_WAIT - 1);
        for (int i = last; i > block.index(); i--) {
            CachedBlock further = blocks.get(i);
            if (further != null) {
                further.awaitEnd(deadline);
                return;
            }
        }
    }

    private int readPast(long position, byte[] target, int offset, int length, Deadline deadline)
            throws StoreException {
        if (bypass == null) {
            cache.meters().bypassed();
            bypass = cache.bypass().open(segment, begin, end);
        }
        return bypass.read(position, target, offset, length, deadline);
    }

    @Override
    public int available(long position) {
        if (blocks == null) {
            blocks = cache.blocksOf(segment);
        }
        long at = position;
        while (at < end) {
            CachedBlock block = blocks.get(table.blockAt(at));
            if (block == null || !block.isReady()) {
                break;
            }
            at = table.start(block.index()) + table.length(block.index());
        }
        return (int) Math.min(Integer.MAX_VALUE, at - position);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (trail != null) {
            trail.leave();
        }
        if (bypass != null) {
            bypass.close();
        }
    }
}
