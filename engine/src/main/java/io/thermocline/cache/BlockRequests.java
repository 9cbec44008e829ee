// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreTask;
import io.thermocline.store.wrap.StoreThreads;
import io.thermocline.store.wrap.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Requests blocks from the store: each block once, however many want it, and adjacent ones together. Some threads are kept
 * free of requests that nobody waits for.
 */
final class BlockRequests {

    private final BlockOrigins origins;
    private final StoreThreads threads;
    private final BlockMemory memory;
    private final Optional<Hedging> hedging;
    private final Semaphore aheadTurns;

    /**
     * @param hedging of requests that somebody waits for, if wanted
     * @param fetchThreads how many threads read
     */
    BlockRequests(BlockOrigins origins, StoreThreads threads, Optional<Hedging> hedging, int fetchThreads) {
        this.origins = origins;
        this.threads = threads;
        this.memory = origins.memory();
        this.hedging = hedging;
        this.aheadTurns = new Semaphore(Math.max(1, fetchThreads - fetchThreads / 8));
    }

    /**
     * What became of a demand.
     *
     * @param block the block that was needed, of which the caller is a user now; empty if there is no room for it
     * @param next the first block after it that is neither here nor on its way
     */
    record Demanded(Optional<CachedBlock> block, int next) {}

    /**
     * Requests a block that a reader waits for, and those after it, if there is room.
     *
     * @param needed the last that it is known to need; from the next on, blocks must not take the room of others
     */
    Demanded demand(SegmentBlocks segment, int first, int needed, int last) {
        while (true) {
            CachedBlock present = segment.get(first);
            if (present != null) {
                if (present.use()) {
                    return new Demanded(Optional.of(present), first + 1);
                }
                // It is just going.
                Thread.onSpinWait();
                continue;
            }
            List<CachedBlock> claimed = claim(segment, first, needed, last, true);
            if (!claimed.isEmpty()) {
                start(claimed, false);
                return new Demanded(Optional.of(claimed.get(0)), first + claimed.size());
            }
            if (segment.get(first) == null) {
                return new Demanded(Optional.empty(), first);
            }
        }
    }

    /**
     * Requests blocks that nobody waits for yet, as far as there is room and a thread for them.
     *
     * @return the first block that is neither here nor on its way now
     */
    int ahead(SegmentBlocks segment, int first, int last) {
        int next = first;
        while (next <= last) {
            if (segment.get(next) != null) {
                next++;
            } else if (aheadTurns.tryAcquire()) {
                List<CachedBlock> claimed = claim(segment, next, first - 1, last, false);
                if (claimed.isEmpty()) {
                    aheadTurns.release();
                    return next;
                }
                start(claimed, true);
                next += claimed.size();
            } else {
                return next;
            }
        }
        return next;
    }

    /**
     * Claims blocks in a row that nobody has claimed.
     *
     * @param uses whether the caller becomes a user of the first
     */
    private List<CachedBlock> claim(SegmentBlocks segment, int first, int needed, int last, boolean uses) {
        List<CachedBlock> claimed = new ArrayList<>();
        for (int i = first; i <= last && segment.get(i) == null; i++) {
            Optional<CachedBlock> block = memory.reserve(segment, i, i > needed);
            if (block.isEmpty() || !claim(segment, block.get(), uses && i == first)) {
                break;
            }
            claimed.add(block.get());
        }
        return claimed;
    }

    private boolean claim(SegmentBlocks segment, CachedBlock block, boolean uses) {
        if (uses) {
            // Before others see it: from then on it can be dropped, and has no new users.
            block.use();
        }
        boolean taken = segment.offer(block) == SegmentBlocks.Offer.TAKEN;
        if (!taken) {
            memory.discard(block);
            memory.letGo(block);
            if (uses) {
                memory.letGo(block);
            }
        }
        return taken;
    }

    /** Starts a fetch for each run of blocks that are all on disk, or all not. */
    private void start(List<CachedBlock> blocks, boolean ahead) {
        int from = 0;
        while (from < blocks.size()) {
            boolean onDisk = isOnDisk(blocks.get(from));
            int to = from + 1;
            while (to < blocks.size() && isOnDisk(blocks.get(to)) == onDisk) {
                to++;
            }
            boolean last = to == blocks.size();
            Optional<Hedging> second = ahead || onDisk ? Optional.empty() : hedging;
            start(
                    new BlockFetch(origins, List.copyOf(blocks.subList(from, to)), onDisk, ahead, second),
                    ahead,
                    ahead && last);
            from = to;
        }
    }

    private boolean isOnDisk(CachedBlock block) {
        return origins.disk().isPresent()
                && origins.disk().get().has(block.segment().object().key(), block.index());
    }

    /**
     * @param givesTurnBack whether the end of the fetch lets another go ahead
     */
    private void start(BlockFetch fetch, boolean ahead, boolean givesTurnBack) {
        origins.meters().fetchBegan();
        try {
            StoreTask<Void> task =
                    threads.read(ahead ? Urgency.AHEAD : Urgency.DEMAND, fetch.toString(), () -> fetch(fetch));
            task.whenEnded(() -> end(fetch, givesTurnBack));
            fetch.isDoneBy(task);
        } catch (StoreException e) {
            fetch.failed(e);
            end(fetch, givesTurnBack);
        }
    }

    private Void fetch(BlockFetch fetch) throws StoreException {
        try {
            return fetch.call();
        } catch (StoreException.Unavailable e) {
            if (e.throttled()) {
                origins.limit().throttled();
            }
            hedging.ifPresent(policy -> policy.unavailable(e));
            throw e;
        }
    }

    private void end(BlockFetch fetch, boolean givesTurnBack) {
        fetch.ended();
        origins.meters().fetchEnded();
        if (givesTurnBack) {
            aheadTurns.release();
        }
    }
}
