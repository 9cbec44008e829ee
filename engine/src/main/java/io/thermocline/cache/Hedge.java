// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreTask;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The two requests that may be made for the same blocks, the second when the first is late. Whichever brings a block first
 * brings all of them, and the other is broken off.
 *
 * <p>Each has memory of its own. As the second lands a block, the block's memory and that of the second change places, so
 * that what either may still write to is never a reader's; it is freed once both have ended. Nor does a block fail before.
 */
final class Hedge {

    /** One of the two. */
    enum Request {
        FIRST,
        SECOND
    }

    private final Hedging hedging;
    private final BlockFetch fetch;
    private final BlockMemory memory;

    // Guarded by this.
    private final Map<Request, StoreTask<?>> tasks = new EnumMap<>(Request.class);
    private Request winner;
    private int underWay = 1;
    private StoreException failure;
    private Deadline deadline;
    private long began;
    private Alarms.Alarm alarm = Alarms.Alarm.NONE;
    private List<CachedBlock> spares = List.of();

    Hedge(Hedging hedging, BlockFetch fetch, BlockMemory memory) {
        this.hedging = hedging;
        this.fetch = fetch;
        this.memory = memory;
    }

    /** Says that the first request is going to the store. */
    synchronized void firstBegins(Deadline until) {
        deadline = until;
        began = hedging.now();
        alarm = hedging.watch(this::beginSecond);
    }

    /** Says who does a request, and can be interrupted for it. */
    void isDoneBy(Request request, StoreTask<?> task) {
        boolean lost;
        synchronized (this) {
            tasks.put(request, task);
            lost = winner != null && winner != request;
        }
        if (lost) {
            task.abandon();
        }
    }

    /** Returns whether a request that has brought a block may land it; if none has before, it is the one that may. */
    boolean wins(Request request) {
        Optional<StoreTask<?>> loser;
        synchronized (this) {
            if (winner != null) {
                return winner == request;
            }
            winner = request;
            alarm.cancel();
            hedging.firstBlockAfter(hedging.now() - began);
            loser = Optional.ofNullable(tasks.get(request == Request.FIRST ? Request.SECOND : Request.FIRST));
        }
        if (request == Request.SECOND) {
            hedging.meters().hedgeWon();
        }
        loser.ifPresent(StoreTask::abandon);
        return true;
    }

    /** Says that a request failed; of those that could have brought the blocks, the first failure is told. */
    synchronized void failed(Request request, StoreException why) {
        boolean lost = winner != null && winner != request;
        if (!lost && failure == null) {
            failure = why;
        }
    }

    /** Says that a request has ended, and touches no memory any more. */
    void ended() {
        List<CachedBlock> left;
        StoreException why;
        synchronized (this) {
            underWay--;
            if (underWay > 0) {
                return;
            }
            alarm.cancel();
            left = spares;
            why = failure == null ? fetch.brokenOff(null) : failure;
        }
        fetch.fail(why);
        free(left);
    }

    private void free(List<CachedBlock> blocks) {
        for (CachedBlock block : blocks) {
            memory.discard(block);
            memory.letGo(block);
        }
    }

    private void beginSecond() {
        if (!fetch.isAwaited() || !hedging.allows()) {
            return;
        }
        if (!enter()) {
            hedging.giveBack();
            return;
        }
        hedging.meters().fetchBegan();
        Optional<StoreTask<Void>> task = hedging.begin("second " + fetch, this::second);
        if (task.isEmpty()) {
            hedging.giveBack();
            secondEnded();
            return;
        }
        task.get().whenEnded(this::secondEnded);
        isDoneBy(Request.SECOND, task.get());
    }

    /** Returns whether the first request is under way and has brought nothing; there are two then. */
    private synchronized boolean enter() {
        boolean late = winner == null && underWay == 1;
        underWay += late ? 1 : 0;
        return late;
    }

    private void secondEnded() {
        ended();
        hedging.meters().fetchEnded();
    }

    private Void second() throws StoreException {
        List<CachedBlock> room = isLate() ? reserve() : List.of();
        if (room.isEmpty()) {
            hedging.giveBack();
            return null;
        }
        try {
            fetch.readInto(room, deadlineOfBoth());
            return null;
        } catch (StoreException.Interrupted e) {
            failed(Request.SECOND, fetch.brokenOff(e));
            throw e;
        } catch (StoreException e) {
            if (e instanceof StoreException.Unavailable unavailable) {
                hedging.unavailable(unavailable);
            }
            failed(Request.SECOND, e);
            throw e;
        } catch (RuntimeException | Error e) {
            failed(Request.SECOND, fetch.failedUnexpectedly(e));
            throw e;
        }
    }

    private synchronized boolean isLate() {
        return winner == null && underWay == 2;
    }

    private synchronized Deadline deadlineOfBoth() {
        return deadline;
    }

    /** Makes room for all blocks once more, without that of blocks which others are going to read; or for none. */
    private List<CachedBlock> reserve() {
        List<CachedBlock> room = new ArrayList<>();
        for (CachedBlock block : fetch.blocks()) {
            Optional<CachedBlock> spare = memory.reserve(block.segment(), block.index(), true);
            if (spare.isEmpty()) {
                free(room);
                return List.of();
            }
            room.add(spare.get());
        }
        synchronized (this) {
            spares = room;
        }
        return room;
    }
}
