// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import io.thermocline.store.StoreException;
import java.util.concurrent.TimeUnit;

/** A place at which calls, such as those of a {@link FaultyObjectStore}, stay until a test lets them go. */
public final class Hold {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private int arrived;
    private boolean released;

    /** Makes a place that nobody has come to. */
    public Hold() {}

    /** Returns once a call has come here. */
    public void awaitArrival() {
        awaitArrivals(1);
    }

    /** Returns once {@code calls} calls have come here, or fails the test after half a minute. */
    public synchronized void awaitArrivals(int calls) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (arrived < calls) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError(arrived + " calls came to the hold, not " + calls);
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a call to come to the hold", e);
        }
    }

    /** Lets the calls that are here go on, and all that come later. */
    public synchronized void release() {
        released = true;
        notifyAll();
    }

    /** Stays here until the hold is released. */
    public synchronized void pass() throws StoreException.Interrupted {
        arrived++;
        notifyAll();
        try {
            while (!released) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted("interrupted while it was held", e);
        }
    }
}
