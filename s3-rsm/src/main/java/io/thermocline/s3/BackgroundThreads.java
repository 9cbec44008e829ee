// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of the store's own: those that help to send parts, and one that clears away. */
final class BackgroundThreads implements AutoCloseable {

    private static final int CLOSE_SECONDS = 3;

    private final ThreadPoolExecutor helpers;
    private final ScheduledThreadPoolExecutor timer;

    BackgroundThreads(String owner, int writers) {
        helpers = new ThreadPoolExecutor(
                writers,
                writers,
                60,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named("thermocline-s3-" + owner + "-part-"));
        helpers.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(1, named("thermocline-s3-" + owner + "-background-"));
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + number.getAndIncrement());
            thread.setDaemon(true);
            thread.setContextClassLoader(BackgroundThreads.class.getClassLoader());
            return thread;
        };
    }

    ExecutorService helpers() {
        return helpers;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Interrupts all, and waits a moment for them to end. */
    @Override
    public void close() {
        helpers.shutdownNow();
        timer.shutdownNow();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        boolean interrupted = Thread.interrupted();
        for (ExecutorService threads : List.of(helpers, timer)) {
            try {
                threads.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
