// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread for what no reader waits for, one thing after another; it is there while there is something to do. */
final class BackgroundThread {

    /** What is asked for while so much waits already is rejected. */
    private static final int QUEUE_LENGTH = 64;

    private static final Duration LINGER_TIME = Duration.ofSeconds(10);
    private static final Duration END_TIME = Duration.ofSeconds(2);

    private BackgroundThread() {}

    /** Makes threads, by name. */
    interface Maker {
        ExecutorService make(String name);
    }

    static ExecutorService make(String name) {
        ThreadPoolExecutor thread = new ThreadPoolExecutor(
                1, 1, LINGER_TIME.toSeconds(), TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE_LENGTH), work -> {
                    Thread made = new Thread(work, name);
                    made.setDaemon(true);
                    made.setContextClassLoader(BackgroundThread.class.getClassLoader());
                    return made;
                });
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    /** Interrupts what is under way and waits a moment for its end. Returns what was not begun. */
    static List<Runnable> end(ExecutorService thread) {
        List<Runnable> left = thread.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            thread.awaitTermination(END_TIME.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }
}
