// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

/** A row of blocks, from the one that stood there longest to the newest. Guarded by whoever owns it. */
final class Shelf {

    private CachedBlock oldest;
    private CachedBlock newest;
    private long bytes;

    /** Puts a block that stands nowhere at the new end. */
    void add(CachedBlock block) {
        block.shelf = this;
        block.older = newest;
        if (newest == null) {
            oldest = block;
        } else {
            newest.newer = block;
        }
        newest = block;
        bytes += block.piece().bytes();
    }

    /** Puts a block that stands nowhere at the old end. */
    void addAsOldest(CachedBlock block) {
        block.shelf = this;
        block.newer = oldest;
        if (oldest == null) {
            newest = block;
        } else {
            oldest.older = block;
        }
        oldest = block;
        bytes += block.piece().bytes();
    }

    /** Takes away a block that stands here. */
    void remove(CachedBlock block) {
        if (block.older == null) {
            oldest = block.newer;
        } else {
            block.older.newer = block.newer;
        }
        if (block.newer == null) {
            newest = block.older;
        } else {
            block.newer.older = block.older;
        }
        block.older = null;
        block.newer = null;
        block.shelf = null;
        bytes -= block.piece().bytes();
    }

    /** Returns the block that stood here longest, or null if there is none. */
    CachedBlock oldest() {
        return oldest;
    }

    long bytes() {
        return bytes;
    }
}
