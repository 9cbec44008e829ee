// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of the store's own: those that send parts, and one that clears away. */
final class BackgroundThreads {

    private final ThreadPoolExecutor senders;
    private final ScheduledThreadPoolExecutor timer;

    BackgroundThreads(String owner, int writers) {
        senders = new ThreadPoolExecutor(
                writers,
                writers,
                60,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named("thermocline-s3-" + owner + "-part-"));
        senders.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(1, named("thermocline-s3-" + owner + "-background-"));
        timer.setRemoveOnCancelPolicy(true);
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

    /** Returns those that send parts; what waits for them waits in order. */
    ExecutorService senders() {
        return senders;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Interrupts all, and waits for them to end, for at most {@code patience}. */
    void close(Duration patience) {
        senders.shutdownNow();
        timer.shutdownNow();
        long until = System.nanoTime() + patience.toNanos();
        DeafToInterrupts deaf = DeafToInterrupts.begin();
        try {
            for (ExecutorService threads : List.of(senders, timer)) {
                deaf.await(until, nanos -> {
                    boolean unused = threads.awaitTermination(nanos, TimeUnit.NANOSECONDS);
                });
            }
        } finally {
            deaf.end();
        }
    }
}
