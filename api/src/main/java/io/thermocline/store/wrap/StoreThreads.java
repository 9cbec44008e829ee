// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import io.thermocline.store.StoreException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that talk to a store: so many that read, so many that write, each with a bounded queue, and no others. They
 * carry the class loader they were made with, because a store may look up classes by it at any time.
 */
public final class StoreThreads implements AutoCloseable {

    private static final int QUEUE_LENGTH = 1024;
    private static final Duration CLOSE_TIME = Duration.ofSeconds(4);

    private final ThreadPoolExecutor readers;
    private final ThreadPoolExecutor writers;

    /**
     * @param name how the threads' names begin
     * @param loader the context class loader of the threads
     */
    public StoreThreads(String name, int readers, int writers, ClassLoader loader) {
        this.readers = pool(name + "-read-", readers, loader);
        this.writers = pool(name + "-write-", writers, loader);
    }

    private static ThreadPoolExecutor pool(String name, int size, ClassLoader loader) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size, size, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE_LENGTH), work -> {
                    Thread thread = new Thread(work, name + number.getAndIncrement());
                    thread.setDaemon(true);
                    thread.setContextClassLoader(loader);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Begins work that reads, lists or deletes. */
    public <T> StoreTask<T> read(String what, Callable<T> work) throws StoreException {
        return start(readers, new StoreTask<>(what, work));
    }

    /** Begins work that puts. */
    public <T> StoreTask<T> write(String what, Callable<T> work) throws StoreException {
        return start(writers, new StoreTask<>(what, work));
    }

    private static <T> StoreTask<T> start(ThreadPoolExecutor threads, StoreTask<T> task) throws StoreException {
        try {
            threads.execute(task);
            return task;
        } catch (RejectedExecutionException e) {
            String why = threads.isShutdown() ? "the plugin is closed" : QUEUE_LENGTH + " others wait already";
            throw new StoreException.Unavailable("the " + task + " was not begun: " + why, e);
        }
    }

    /** Interrupts all work, and waits a few seconds for it to end. What waits for work gets an exception. */
    @Override
    public void close() {
        long until = System.nanoTime() + CLOSE_TIME.toNanos();
        for (ThreadPoolExecutor threads : new ThreadPoolExecutor[] {readers, writers}) {
            for (Runnable queued : threads.shutdownNow()) {
                ((StoreTask<?>) queued).abandon();
            }
        }
        boolean interrupted = Thread.interrupted();
        for (ThreadPoolExecutor threads : new ThreadPoolExecutor[] {readers, writers}) {
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
