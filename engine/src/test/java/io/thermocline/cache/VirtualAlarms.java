// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Alarms that ring when a test lets time pass, in its thread. */
final class VirtualAlarms implements Alarms {

    private record Pending(long at, Runnable work) {}

    private final VirtualClock clock;
    private final List<Pending> pending = new ArrayList<>();

    VirtualAlarms(VirtualClock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Alarm after(long nanos, Runnable work) {
        Pending added = new Pending(clock.nanoTime() + nanos, work);
        pending.add(added);
        return () -> remove(added);
    }

    private synchronized void remove(Pending cancelled) {
        pending.remove(cancelled);
    }

    /** Lets time pass; what is due rings. */
    void pass(Duration time) {
        clock.advance(time);
        List<Pending> due;
        synchronized (this) {
            due = pending.stream()
                    .filter(alarm -> alarm.at() <= clock.nanoTime())
                    .toList();
            pending.removeAll(due);
        }
        due.forEach(alarm -> alarm.work().run());
    }

    synchronized int count() {
        return pending.size();
    }

    @Override
    public synchronized void close() {
        pending.clear();
    }
}
