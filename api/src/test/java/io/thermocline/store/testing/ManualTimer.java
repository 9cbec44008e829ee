// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what is scheduled when it is told to, in the thread that tells it, and remembers for how long it was put off. */
public final class ManualTimer extends ScheduledThreadPoolExecutor {

    private final List<Runnable> work = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();

    public ManualTimer() {
        super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        work.add(command);
        pauses.add(unit.toSeconds(delay));
        return null;
    }

    /** Runs what was scheduled first of all that is left, whenever it is due. */
    public void runNext() {
        work.remove(0).run();
    }

    /** Returns how much is left. */
    public int waiting() {
        return work.size();
    }

    /** Returns by how many seconds each thing was put off, those that have run included. */
    public List<Long> pauses() {
        return List.copyOf(pauses);
    }
}
