// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;

/**
 * How long the server may take for a request with a body. While the body's own content is waited for, a limit of bandwidth
 * for example, the clock stands still.
 */
final class BodyTime {

    private static final Duration SOON = Duration.ofMillis(100);

    private final ScheduledExecutorService timer;
    private final Duration limit;
    private final Thread thread = Thread.currentThread();
    private long left;
    private long since;
    private boolean running;
    private boolean over;
    private boolean ended;
    private Optional<Future<?>> look = Optional.empty();

    /**
     * @param timer looks at the clock now and then, and may be late
     */
    BodyTime(ScheduledExecutorService timer, Duration limit) {
        this.timer = timer;
        this.limit = limit;
        this.left = limit.toNanos();
    }

    /**
     * Makes the request, in the thread that made this, and interrupts it when the time is over.
     *
     * @throws ApiCallAttemptTimeoutException if the time was over before the request was done
     */
    <T> T within(Supplier<T> request) {
        go();
        look();
        try {
            return request.get();
        } catch (RuntimeException e) {
            if (end()) {
                throw ApiCallAttemptTimeoutException.create(limit.toMillis());
            }
            throw e;
        } finally {
            end();
        }
    }

    /** Lets the clock run. */
    synchronized void go() {
        running = true;
        since = System.nanoTime();
    }

    /** Lets the clock stand still, and nothing be interrupted. */
    synchronized void pause() {
        if (over) {
            throw AbortedException.create("the time for the request is over");
        }
        left -= running ? System.nanoTime() - since : 0;
        running = false;
    }

    private synchronized void look() {
        if (ended) {
            return;
        }
        long now = System.nanoTime();
        long rest = left - (running ? now - since : 0);
        if (rest > 0) {
            lookAgainAfter(rest);
        } else if (running) {
            over = true;
            thread.interrupt();
        } else {
            lookAgainAfter(SOON.toNanos());
        }
    }

    private void lookAgainAfter(long nanos) {
        try {
            look = Optional.of(timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException closing) {
            // Whoever closes the store interrupts its requests.
            look = Optional.empty();
        }
    }

    /** Ends it, and returns whether the time was over; the thread is not interrupted then any more. */
    private synchronized boolean end() {
        if (!ended) {
            ended = true;
            look.ifPresent(waiting -> waiting.cancel(false));
            if (over) {
                Thread.interrupted();
            }
        }
        return over;
    }
}
