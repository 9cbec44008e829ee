// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets time pass on the clock on the wall, for what is to last so long by its nature: a fault, or a run. */
public final class Pause {

    private Pause() {}

    /** Returns after that time; an interrupt does not shorten it. */
    public static void of(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
