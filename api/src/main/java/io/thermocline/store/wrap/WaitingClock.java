// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import java.util.concurrent.TimeUnit;

/** Time that can be told and waited for; a test passes its own and waits for nothing. */
public interface WaitingClock {

    /** Returns nanoseconds since some fixed moment. */
    long nanoTime();

    /** Returns after {@code nanos} nanoseconds. */
    void await(long nanos) throws InterruptedException;

    /** Returns the clock of the JVM. */
    static WaitingClock system() {
        return SystemClock.INSTANCE;
    }

    /** See {@link WaitingClock#system()}. */
    enum SystemClock implements WaitingClock {
        INSTANCE;

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void await(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    }
}
