// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.segment.BlockCheck;
import io.thermocline.segment.SegmentObject;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** One request for adjacent blocks; each is verified and can be read as soon as its bytes have come. */
final class BlockFetch implements Callable<Void> {

    private final ObjectStore store;
    private final BlockMemory memory;
    private final List<CachedBlock> blocks;
    private final Duration time;
    private int next;

    /**
     * @param blocks adjacent ones of one segment, at least one
     * @param time how long the request may take, retries and all
     */
    BlockFetch(ObjectStore store, BlockMemory memory, List<CachedBlock> blocks, Duration time) {
        this.store = store;
        this.memory = memory;
        this.blocks = blocks;
        this.time = time;
    }

    private SegmentBlocks segment() {
        return blocks.get(0).segment();
    }

    /** Returns how many bytes are requested. */
    long bytes() {
        return blocks.stream().mapToLong(block -> block.bytes().capacity()).sum();
    }

    @Override
    public Void call() throws StoreException {
        try {
            SegmentObject object = segment().object();
            ByteBuffer[] buffers = blocks.stream().map(CachedBlock::bytes).toArray(ByteBuffer[]::new);
            long start = segment().table().start(blocks.get(0).index());
            store.read(object.key(), start, Deadline.after(time), ReadTargets.of(this::land, buffers));
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

    private void land(int index) {
        CachedBlock block = blocks.get(index);
        synchronized (this) {
            if (next != index) {
                return;
            }
            next++;
        }
        try {
            BlockCheck.verify(segment().object(), block.index(), block.bytes().flip());
            memory.keep(block);
            block.becomeReady();
            memory.letGo(block);
        } catch (StoreException.Corrupt e) {
            fail(block, e);
        }
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
        memory.discard(block);
        memory.letGo(block);
    }

    @Override
    public String toString() {
        int first = blocks.get(0).index();
        return "read of blocks %d to %d of object %s"
                .formatted(first, first + blocks.size() - 1, segment().object().key());
    }
}
