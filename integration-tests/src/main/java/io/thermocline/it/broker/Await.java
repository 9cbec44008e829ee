// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits until another process has come to some state, which can only be found out by looking again. */
public final class Await {

    /** Long enough for whatever a broker on a busy machine does within a scenario. */
    public static final Duration LONG = Duration.ofSeconds(60);

    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(50);

    private Await() {}

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @param state says, when time is up, how far it has come
     * @throws AssertionError naming {@code what} and the state, if it does not hold in time
     */
    public static void until(String what, Duration atMost, Callable<Boolean> condition, Supplier<?> state) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!holds(what, condition)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError(
                        "waited %d s in vain for: %s; now: %s".formatted(atMost.toSeconds(), what, state.get()));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
    }

    private static boolean holds(String what, Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for: " + what, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("could not see whether this holds: " + what, e);
        }
    }
}
