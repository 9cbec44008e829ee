// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Work with a store that is done in one thread and waited for in others. Waiters may come and go; the work goes on until
 * it ends or is abandoned.
 */
public final class StoreTask<T> implements Runnable {

    private static final Duration LONGEST = Duration.ofDays(365);

    private final String what;
    private final Urgency urgency;
    private final long number;
    private final Callable<T> work;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();
    private Thread worker;
    private boolean abandoned;
    private boolean ended;

    /**
     * @param number tells which of two tasks of the same urgency came first
     */
    StoreTask(String what, Urgency urgency, long number, Callable<T> work) {
        this.what = Objects.requireNonNull(what, "what");
        this.urgency = Objects.requireNonNull(urgency, "urgency");
        this.number = number;
        this.work = Objects.requireNonNull(work, "work");
    }

    Urgency urgency() {
        return urgency;
    }

    long number() {
        return number;
    }

    @Override
    public void run() {
        synchronized (this) {
            if (abandoned) {
                return;
            }
            worker = Thread.currentThread();
        }
        T result = null;
        Throwable failure = null;
        try {
            result = work.call();
        } catch (Throwable t) {
            failure = t;
        }
        synchronized (this) {
            worker = null;
            ended = true;
            // An interrupt was for this work, not for what the thread does next.
            Thread.interrupted();
        }
        if (failure == null) {
            outcome.complete(result);
        } else {
            outcome.completeExceptionally(failure);
        }
    }

    /** Interrupts the work, or keeps it from beginning; work that has ended keeps its outcome. */
    public synchronized void abandon() {
        abandoned = true;
        if (worker != null) {
            worker.interrupt();
        } else if (!ended) {
            outcome.completeExceptionally(
                    new StoreException.Unavailable(what + " was broken off before it began", null));
        }
    }

    /**
     * Waits for the result of work that fails only as a store fails. Whoever gives up waiting, by deadline or interrupt,
     * leaves the work running. Who is interrupted already gives up at once, though the result may be there: whether an
     * interrupt is noticed must not depend on how fast the work was.
     */
    public T await(Deadline deadline) throws StoreException {
        try {
            return awaitAny(deadline);
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreException.Failed(what + " failed: " + e.getMessage(), e);
        }
    }

    private T awaitAny(Deadline deadline) throws IOException {
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return outcome.get(deadline.remaining(LONGEST).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted("interrupted while waiting for the " + what, e);
        } catch (TimeoutException e) {
            throw new StoreException.Unavailable("the " + what + " got no answer in time", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /**
     * Waits as long as it takes. When interrupted, interrupts the work and gives it {@code cleanUpTime} to undo what it
     * has begun; if it has succeeded all the same, it has succeeded. The caller's interrupt flag stays set.
     */
    public T awaitOrBreakOff(Duration cleanUpTime) throws IOException {
        try {
            return awaitAny(Deadline.never());
        } catch (StoreException.Interrupted e) {
            abandon();
            if (endsWell(cleanUpTime)) {
                return outcome.getNow(null);
            }
            throw e;
        }
    }

    /**
     * Waits, deaf to interrupts, until the work has ended, but not longer than {@code time}.
     *
     * @return whether it has ended, and with a result
     */
    public boolean endsWell(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    outcome.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException | ExecutionException e) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Does something once the work has ended, at once if it has ended already. */
    public void whenEnded(Runnable action) {
        var unused = outcome.whenComplete((result, failure) -> action.run());
    }

    /** Does something if the work fails, at once if it has failed already. */
    public void whenFailed(Consumer<Throwable> action) {
        var unused = outcome.whenComplete((result, failure) -> {
            if (failure != null) {
                action.accept(failure);
            }
        });
    }

    /** Returns whether the work has ended, or was abandoned before it began. */
    public boolean hasEnded() {
        return outcome.isDone();
    }

    private IOException failure(Throwable cause) {
        if (cause instanceof StoreException.Interrupted || cause instanceof ClosedByInterruptException) {
            return new StoreException.Unavailable("the " + what + " was broken off", cause);
        }
        if (cause instanceof IOException e) {
            return e;
        }
        return new StoreException.Failed("the " + what + " failed unexpectedly: " + cause, cause);
    }

    @Override
    public String toString() {
        return what;
    }
}
