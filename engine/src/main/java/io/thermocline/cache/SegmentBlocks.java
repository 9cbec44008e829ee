// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.segment.BlockTable;
import io.thermocline.segment.SegmentObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The blocks of one segment that are in memory or on their way. Finding one costs a look into an array. Once it was empty or
 * dropped it is retired: it takes no block any more, and whoever has one looks for its successor.
 */
final class SegmentBlocks {

    /** What became of a block that was offered. */
    enum Offer {
        TAKEN,
        /** Another holds the block's place. */
        OCCUPIED,
        RETIRED
    }

    private final SegmentObject object;
    private final Consumer<SegmentBlocks> whenRetired;
    private final AtomicReferenceArray<CachedBlock> blocks;
    private int held;
    private boolean retired;

    /**
     * @param whenRetired is told when this takes no block any more
     */
    SegmentBlocks(SegmentObject object, Consumer<SegmentBlocks> whenRetired) {
        this.object = object;
        this.whenRetired = whenRetired;
        this.blocks = new AtomicReferenceArray<>(object.footer().blocks().count());
    }

    SegmentObject object() {
        return object;
    }

    BlockTable table() {
        return object.footer().blocks();
    }

    /** Returns a block that is here or on its way, or null. */
    CachedBlock get(int index) {
        return blocks.get(index);
    }

    synchronized Offer offer(CachedBlock block) {
        if (retired) {
            return Offer.RETIRED;
        }
        if (!blocks.compareAndSet(block.index(), null, block)) {
            return Offer.OCCUPIED;
        }
        held++;
        return Offer.TAKEN;
    }

    /** Takes a block away, if it is here. */
    void remove(CachedBlock block) {
        boolean empty;
        synchronized (this) {
            if (!blocks.compareAndSet(block.index(), block, null)) {
                return;
            }
            held--;
            empty = held == 0 && !retired;
            retired = retired || empty;
        }
        if (empty) {
            whenRetired.accept(this);
        }
    }

    /** Takes no block any more, and gives up those that are here. */
    synchronized List<CachedBlock> retire() {
        retired = true;
        List<CachedBlock> all = new ArrayList<>();
        for (int i = 0; i < blocks.length(); i++) {
            CachedBlock block = blocks.getAndSet(i, null);
            if (block != null) {
                all.add(block);
            }
        }
        held = 0;
        return all;
    }
}
