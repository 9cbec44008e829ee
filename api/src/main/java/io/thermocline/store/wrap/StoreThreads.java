// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import io.thermocline.store.StoreException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that talk to a store: so many that read, so many that write, each with a bounded queue, and no others. They
 * carry the class loader they were made with, because a store may look up classes by it at any time.
 */
public final class StoreThreads implements AutoCloseable {

    private static final int QUEUE_LENGTH = 1024;
    private static final Duration CLOSE_TIME = Duration.ofSeconds(4);

    private static final Comparator<StoreTask<?>> MOST_URGENT_FIRST =
            Comparator.<StoreTask<?>, Urgency>comparing(StoreTask::urgency).thenComparingLong(StoreTask::number);

    private final ThreadPoolExecutor readers;
    private final ThreadPoolExecutor writers;
    private final AtomicLong tasks = new AtomicLong();

    /**
     * @param name how the threads' names begin
     * @param loader the context class loader of the threads
     */
    public StoreThreads(String name, int readers, int writers, ClassLoader loader) {
        this(readers, makes(name + "-read-", loader), writers, makes(name + "-write-", loader));
    }

    StoreThreads(int readers, ThreadFactory makesReaders, int writers, ThreadFactory makesWriters) {
        this.readers = pool(readers, makesReaders);
        this.writers = pool(writers, makesWriters);
    }

    private static ThreadFactory makes(String name, ClassLoader loader) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + number.getAndIncrement());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    private static ThreadPoolExecutor pool(int size, ThreadFactory makes) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, 60, TimeUnit.SECONDS, queue(), makes);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static BlockingQueue<Runnable> queue() {
        return new PriorityBlockingQueue<>(
                64, (one, other) -> MOST_URGENT_FIRST.compare((StoreTask<?>) one, (StoreTask<?>) other));
    }

    /** Begins work that reads, lists or deletes, and that somebody waits for. */
    public <T> StoreTask<T> read(String what, Callable<T> work) throws StoreException {
        return read(Urgency.DEMAND, what, work);
    }

    /** Begins work that reads, lists or deletes. */
    public <T> StoreTask<T> read(Urgency urgency, String what, Callable<T> work) throws StoreException {
        return start(readers, new StoreTask<>(what, urgency, tasks.getAndIncrement(), work));
    }

    /**
     * Begins work that reads if a thread has nothing to do. Should others be faster to take that thread, the work waits until
     * there is nothing else to do.
     *
     * @return empty if no thread is free
     */
    public <T> Optional<StoreTask<T>> readIfFree(String what, Callable<T> work) throws StoreException {
        boolean free = readers.getQueue().isEmpty() && readers.getActiveCount() < readers.getMaximumPoolSize();
        return free ? Optional.of(read(Urgency.AHEAD, what, work)) : Optional.empty();
    }

    /** Begins work that puts. */
    public <T> StoreTask<T> write(String what, Callable<T> work) throws StoreException {
        return start(writers, new StoreTask<>(what, Urgency.DEMAND, tasks.getAndIncrement(), work));
    }

    private static <T> StoreTask<T> start(ThreadPoolExecutor threads, StoreTask<T> task) throws StoreException {
        if (threads.getQueue().size() >= QUEUE_LENGTH) {
            throw new StoreException.Unavailable(
                    "the " + task + " was not begun: " + QUEUE_LENGTH + " others wait already", null);
        }
        try {
            threads.execute(task);
            return task;
        } catch (RejectedExecutionException e) {
            throw new StoreException.Unavailable("the " + task + " was not begun: the plugin is closed", e);
        } catch (OutOfMemoryError e) {
            // It may wait for a thread nevertheless.
            task.abandon();
            throw new StoreException.Unavailable(
                    "the " + task + " was not begun: there is no thread for it (" + e.getMessage() + ")", e);
        }
    }

    /** Interrupts all work, and waits a few seconds for it to end. What waits for work gets an exception. */
    @Override
    public void close() {
        close(CLOSE_TIME);
    }

    /** Interrupts all work, and waits {@code patience} for it to end. What waits for work gets an exception. */
    public void close(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
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
