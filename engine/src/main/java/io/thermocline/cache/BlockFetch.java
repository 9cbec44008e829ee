// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.segment.BlockCheck;
import io.thermocline.segment.SegmentObject;
import io.thermocline.store.Deadline;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Gets adjacent blocks, by one request to the store; each is verified and can be read as soon as its bytes have come. Blocks
 * that the disk is said to have come from there, as far as it has.
 */
final class BlockFetch implements Callable<Void> {

    private final BlockOrigins origins;
    private final List<CachedBlock> blocks;
    private final boolean fromDisk;
    private final boolean ahead;
    private int next;

    /**
     * @param blocks adjacent ones of one segment, at least one
     * @param fromDisk whether to look for them on disk first
     * @param ahead whether nobody waits for them yet
     */
    BlockFetch(BlockOrigins origins, List<CachedBlock> blocks, boolean fromDisk, boolean ahead) {
        this.origins = origins;
        this.blocks = blocks;
        this.fromDisk = fromDisk;
        this.ahead = ahead;
    }

    private SegmentBlocks segment() {
        return blocks.get(0).segment();
    }

    @Override
    public Void call() throws StoreException {
        try {
            int rest = fromDisk ? readDisk() : 0;
            if (rest < blocks.size()) {
                readStore(rest);
            }
            return null;
        } catch (StoreException.Interrupted e) {
            fail(new StoreException.Unavailable("the " + this + " was broken off", e));
            throw e;
        } catch (StoreException e) {
            fail(e);
            throw e;
        } catch (RuntimeException | Error e) {
            fail(new StoreException.Failed("the " + this + " failed unexpectedly: " + e, e));
            throw e;
        }
    }

    /** Returns the first block that the disk did not have. */
    private int readDisk() {
        for (int i = 0; i < blocks.size(); i++) {
            if (!origins.disk().orElseThrow().read(blocks.get(i))) {
                return i;
            }
            if (takes(i)) {
                keep(blocks.get(i));
            }
        }
        return blocks.size();
    }

    private void readStore(int first) throws StoreException {
        SegmentObject object = segment().object();
        ByteBuffer[] buffers =
                blocks.stream().skip(first).map(CachedBlock::bytes).toArray(ByteBuffer[]::new);
        ReadTargets targets = ReadTargets.of(i -> land(first + i), buffers);
        long bytes = targets.remaining();
        origins.meters().requested(ahead, bytes);
        long start = segment().table().start(blocks.get(first).index());
        long began = System.nanoTime();
        origins.store().read(object.key(), start, Deadline.after(origins.time()), targets);
        origins.speed().brought(bytes, System.nanoTime() - began);
    }

    private void land(int index) {
        CachedBlock block = blocks.get(index);
        if (!takes(index)) {
            return;
        }
        try {
            BlockCheck.verify(segment().object(), block.index(), block.bytes().flip());
            keep(block);
        } catch (StoreException.Corrupt e) {
            fail(block, e);
        }
    }

    /** Returns whether the block was not failed meanwhile; it is the caller's then. */
    private synchronized boolean takes(int index) {
        boolean mine = next == index;
        next += mine ? 1 : 0;
        return mine;
    }

    private void keep(CachedBlock block) {
        origins.memory().keep(block);
        block.becomeReady();
        origins.memory().letGo(block);
    }

    /** Fails the blocks that have not come. */
    void fail(StoreException why) {
        while (true) {
            CachedBlock block;
            synchronized (this) {
                if (next == blocks.size()) {
                    return;
                }
                block = blocks.get(next++);
            }
            fail(block, why);
        }
    }

    private void fail(CachedBlock block, StoreException why) {
        segment().remove(block);
        block.fail(why);
        origins.memory().discard(block);
        origins.memory().letGo(block);
    }

    @Override
    public String toString() {
        int first = blocks.get(0).index();
        return "read of blocks %d to %d of object %s"
                .formatted(first, first + blocks.size() - 1, segment().object().key());
    }
}
