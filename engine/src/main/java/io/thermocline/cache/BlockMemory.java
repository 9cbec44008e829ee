// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.cache.memory.OffHeapMemory;
import io.thermocline.cache.memory.Slab;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where blocks are kept, within a bound of bytes, and which of them goes when room is needed.
 *
 * <p>A block that was read by one reader goes before one that several have read, however recent it is: a consumer that
 * reads everything once does not push out what others share. What was not read yet goes last, and only for somebody who
 * waits; it never takes more than half of the memory.
 */
final class BlockMemory {

    private static final Logger LOG = LoggerFactory.getLogger(BlockMemory.class);

    private final OffHeapMemory memory;
    private final CacheMeters meters;
    private final AheadLimit limit;
    private final Shelf unread = new Shelf();
    private final Shelf readOnce = new Shelf();
    private final Shelf shared = new Shelf();
    /** Bytes of blocks that are on their way or on the shelf of those that nobody has read. */
    private long unreadBytes;

    private boolean growsAhead;
    /** Held while memory is taken from the JVM, by one at a time; never waited for by who holds the lock of this. */
    private final Object growth = new Object();

    private final Executor background;

    /**
     * @param limit is told of what was read ahead and then used, or not
     * @param background takes memory from the JVM before it is needed
     */
    BlockMemory(OffHeapMemory memory, CacheMeters meters, AheadLimit limit, Executor background) {
        this.memory = memory;
        this.meters = meters;
        this.limit = limit;
        this.background = background;
    }

    /** Returns the most bytes that all blocks together can take. */
    synchronized long capacity() {
        return memory.capacity();
    }

    /** Returns the most bytes that blocks which nobody has read may take, if nobody waits for them. */
    synchronized long aheadCapacity() {
        return memory.capacity() / 2;
    }

    synchronized long used() {
        return memory.used();
    }

    synchronized long unreadBytes() {
        return unreadBytes;
    }

    /**
     * Makes room for a block that is going to be loaded.
     *
     * @param ahead whether nobody waits for it
     * @return nothing if there is no room
     */
    Optional<CachedBlock> reserve(SegmentBlocks segment, int index, boolean ahead) {
        int length = segment.table().length(index);
        while (true) {
            long taken;
            synchronized (this) {
                if (!memory.couldHold(length) || (ahead && unreadBytes + length > memory.capacity() / 2)) {
                    return Optional.empty();
                }
                Optional<OffHeapMemory.Piece> piece = memory.allocate(length);
                while (piece.isEmpty() && !memory.mayGrow() && evictOne(ahead)) {
                    piece = memory.allocate(length);
                }
                if (piece.isPresent() || !memory.mayGrow()) {
                    growAheadIfShort();
                    return piece.map(p -> unread(new CachedBlock(segment, index, p, ahead)));
                }
                taken = memory.taken();
            }
            grow(taken);
        }
    }

    private CachedBlock unread(CachedBlock block) {
        block.countedAsUnread = true;
        unreadBytes += block.piece().bytes();
        return block;
    }

    private void growAheadIfShort() {
        if (growsAhead || !memory.isShort()) {
            return;
        }
        try {
            background.execute(this::growAhead);
            growsAhead = true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The cache is closed, or there is no thread to be had: whoever needs memory takes it.
        }
    }

    private void growAhead() {
        while (true) {
            long taken;
            synchronized (this) {
                if (!memory.isShort()) {
                    growsAhead = false;
                    return;
                }
                taken = memory.taken();
            }
            grow(taken);
        }
    }

    /** Takes more memory from the JVM, unless somebody has since there was {@code taken}, while others use what there is. */
    private void grow(long taken) {
        synchronized (growth) {
            synchronized (this) {
                if (memory.taken() != taken || !memory.mayGrow()) {
                    return;
                }
            }
            Optional<Slab> slab = memory.newSlab();
            synchronized (this) {
                memory.grow(slab);
            }
            if (slab.isEmpty()) {
                LOG.warn(
                        "The block cache has {} bytes, less than cache.memory.bytes allows: the JVM gives no more direct"
                                + " memory. Raise -XX:MaxDirectMemorySize, or lower cache.memory.bytes.",
                        taken);
            }
        }
    }

    private boolean evictOne(boolean ahead) {
        for (Shelf shelf : ahead ? List.of(readOnce, shared) : List.of(readOnce, shared, unread)) {
            for (CachedBlock block = shelf.oldest(); block != null; block = block.newer) {
                if (block.evict()) {
                    takeAway(block);
                    memory.free(block.piece());
                    block.segment().remove(block);
                    meters.evicted();
                    return true;
                }
            }
        }
        return false;
    }

    /** Keeps a block that was loaded, unless it is not wanted any more. */
    synchronized void keep(CachedBlock block) {
        if (!block.isUnwanted()) {
            unread.add(block);
        }
    }

    /** Notes that a reader has read some of a block. */
    void readBy(CachedBlock block, long reader) {
        if (block.reader() != reader) {
            promote(block, reader);
        }
    }

    private synchronized void promote(CachedBlock block, long reader) {
        boolean first = block.reader() == 0;
        block.readBy(reader);
        if (block.shelf == null) {
            return;
        }
        if (first) {
            leaveUnread(block);
            if (block.ahead()) {
                meters.aheadUsed(block.bytes().limit());
                limit.used(block.bytes().limit());
            }
        }
        block.shelf.remove(block);
        (first ? readOnce : shared).add(block);
        // So that there is always room for what is new, without a look at what is shared.
        while (shared.bytes() > memory.capacity() / 5 * 4) {
            CachedBlock least = shared.oldest();
            shared.remove(least);
            readOnce.add(least);
        }
    }

    /** Lets a block that nobody has read, nor will, go before all others. */
    synchronized void setAside(CachedBlock block) {
        if (block.shelf == unread) {
            leaveUnread(block);
            unread.remove(block);
            readOnce.addAsOldest(block);
        }
    }

    /** Ends a use of a block. */
    void letGo(CachedBlock block) {
        if (block.letGo()) {
            free(block);
        }
    }

    /** Lets a block go as soon as it has no users. */
    synchronized void discard(CachedBlock block) {
        if (block.shelf != null) {
            takeAway(block);
        }
        if (block.discard()) {
            free(block);
        }
    }

    private synchronized void free(CachedBlock block) {
        leaveUnread(block);
        memory.free(block.piece());
    }

    private void takeAway(CachedBlock block) {
        leaveUnread(block);
        block.shelf.remove(block);
        if (block.ahead() && block.reader() == 0) {
            meters.aheadWasted(block.bytes().limit());
            limit.wasted(block.bytes().limit());
        }
    }

    private void leaveUnread(CachedBlock block) {
        if (block.countedAsUnread) {
            block.countedAsUnread = false;
            unreadBytes -= block.piece().bytes();
        }
    }
}
