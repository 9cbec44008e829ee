// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How whoever looks again and again tells and spends the time. */
public interface Pace {

    /** Returns a time as {@link System#nanoTime} does. */
    long nanoTime();

    /**
     * Lets the time between two looks pass.
     *
     * @throws InterruptedException if the thread is to end
     */
    void pause() throws InterruptedException;

    /** Returns the pace of the clock on the wall, with so much between two looks. */
    static Pace every(Duration between) {
        return new Pace() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause() throws InterruptedException {
                LockSupport.parkNanos(between.toNanos());
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted between two looks");
                }
            }
        };
    }
}
