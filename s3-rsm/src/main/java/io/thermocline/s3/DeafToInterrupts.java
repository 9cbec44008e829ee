// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.util.concurrent.TimeUnit;

/** A while in which a thread does what an interrupt must not keep it from; its flag is set again at the end. */
final class DeafToInterrupts {

    private boolean interrupted = Thread.interrupted();

    private DeafToInterrupts() {}

    static DeafToInterrupts begin() {
        return new DeafToInterrupts();
    }

    /** Something that is waited for. */
    interface Wait {
        void await(long nanos) throws InterruptedException;
    }

    /** Waits for something that ends by itself or after the nanoseconds that are left until then. */
    void await(long untilNanos, Wait wait) {
        try {
            wait.await(untilNanos - System.nanoTime());
        } catch (InterruptedException e) {
            interrupted = true;
        }
    }

    /** Waits for a notification of {@code monitor}, which the thread must own, or the end of time, or for no reason. */
    void awaitNotification(Object monitor, long untilNanos) {
        await(untilNanos, nanos -> TimeUnit.NANOSECONDS.timedWait(monitor, nanos));
    }

    void end() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
