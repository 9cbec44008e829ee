// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.segment.BlockCheck;
import io.thermocline.store.Deadline;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreTask;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Gets adjacent blocks, by one request to the store; each is verified and can be read as soon as its bytes have come. Blocks
 * that the disk is said to have come from there, as far as it has. A second request may help if this one is late.
 */
final class BlockFetch implements Callable<Void> {

    private final BlockOrigins origins;
    private final List<CachedBlock> blocks;
    private final boolean fromDisk;
    private final boolean ahead;
    private final Optional<Hedge> hedge;
    private int next;

    /**
     * @param blocks adjacent ones of one segment, at least one
     * @param fromDisk whether to look for them on disk first
     * @param ahead whether nobody waits for them yet
     * @param hedging says whether there may be a second request; empty if there never is one
     */
    BlockFetch(
            BlockOrigins origins,
            List<CachedBlock> blocks,
            boolean fromDisk,
            boolean ahead,
            Optional<Hedging> hedging) {
        this.origins = origins;
        this.blocks = blocks;
        this.fromDisk = fromDisk;
        this.ahead = ahead;
        this.hedge = hedging.map(policy -> new Hedge(policy, this, origins.memory()));
    }

    List<CachedBlock> blocks() {
        return blocks;
    }

    /** Says who does the work. */
    void isDoneBy(StoreTask<Void> task) {
        hedge.ifPresent(two -> two.isDoneBy(Hedge.Request.FIRST, task));
    }

    /** Returns whether somebody waits for the blocks. */
    boolean isAwaited() {
        return blocks.stream().anyMatch(CachedBlock::hasOtherUsers);
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
            failed(brokenOff(e));
            throw e;
        } catch (StoreException e) {
            failed(e);
            throw e;
        } catch (RuntimeException | Error e) {
            failed(failedUnexpectedly(e));
            throw e;
        }
    }

    StoreException brokenOff(Throwable cause) {
        return new StoreException.Unavailable("the " + this + " was broken off", cause);
    }

    StoreException failedUnexpectedly(Throwable cause) {
        return new StoreException.Failed("the " + this + " failed unexpectedly: " + cause, cause);
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
        ByteBuffer[] buffers =
                blocks.stream().skip(first).map(CachedBlock::bytes).toArray(ByteBuffer[]::new);
        ReadTargets targets = ReadTargets.of(i -> land(first + i), buffers);
        long bytes = targets.remaining();
        origins.meters().requested(ahead, bytes);
        Deadline deadline = Deadline.after(origins.time());
        if (hedge.isPresent()) {
            hedge.get().firstBegins(deadline);
        }
        long began = System.nanoTime();
        readStore(first, deadline, targets);
        origins.speed().brought(bytes, System.nanoTime() - began);
    }

    private void readStore(int first, Deadline deadline, ReadTargets targets) throws StoreException {
        long start = segment().table().start(blocks.get(first).index());
        origins.store()
                .read(segment().object().key(), start, deadline, targets.whenThrottled(origins.limit()::throttled));
    }

    /** Makes the second request, for all blocks, into memory of its own: what lands changes places with the blocks' memory. */
    void readInto(List<CachedBlock> spares, Deadline deadline) throws StoreException {
        ByteBuffer[] buffers = spares.stream().map(CachedBlock::bytes).toArray(ByteBuffer[]::new);
        ReadTargets targets = ReadTargets.of(i -> landSecond(i, spares.get(i)), buffers);
        origins.meters().hedged(targets.remaining());
        readStore(0, deadline, targets);
    }

    private void land(int index) {
        boolean lost = hedge.isPresent() && !hedge.get().wins(Hedge.Request.FIRST);
        if (!lost && takes(index)) {
            verify(blocks.get(index));
        }
    }

    private void landSecond(int index, CachedBlock spare) {
        if (hedge.orElseThrow().wins(Hedge.Request.SECOND) && takes(index)) {
            blocks.get(index).changePlaces(spare);
            verify(blocks.get(index));
        }
    }

    private void verify(CachedBlock block) {
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

    /** Says that the request failed. */
    void failed(StoreException why) {
        if (hedge.isEmpty()) {
            fail(why);
        } else {
            hedge.get().failed(Hedge.Request.FIRST, why);
        }
    }

    /** Says that the request has ended; it may have been broken off before it began. */
    void ended() {
        if (hedge.isEmpty()) {
            fail(brokenOff(null));
        } else {
            hedge.get().ended();
        }
    }

    /** Fails the blocks that have not come; no request for them is under way. */
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
