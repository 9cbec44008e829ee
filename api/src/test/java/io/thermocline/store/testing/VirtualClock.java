// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import io.thermocline.store.wrap.WaitingClock;
import java.time.Duration;

/** A clock on which waiting takes no time: it is simply later afterwards. */
public final class VirtualClock implements WaitingClock {

    private long now;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public void await(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        advance(Duration.ofNanos(nanos));
    }

    public synchronized void advance(Duration time) {
        now += time.toNanos();
    }

    /** Returns how much time has passed since the clock was made. */
    public synchronized Duration elapsed() {
        return Duration.ofNanos(now);
    }
}
