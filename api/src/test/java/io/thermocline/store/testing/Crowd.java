// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A number of threads that do the same thing at the same moment. */
public final class Crowd implements AutoCloseable {

    /** What the {@code index}-th of the crowd does; an exception fails the test. */
    @FunctionalInterface
    public interface Task<T> {
        T run(int index) throws Exception;
    }

    private final int size;
    private final ExecutorService threads;

    public Crowd(int size) {
        this.size = size;
        this.threads = Executors.newFixedThreadPool(size);
    }

    /** Lets all begin at once and returns what each of them returned. */
    public <T> List<T> together(Task<T> task) {
        CyclicBarrier start = new CyclicBarrier(size);
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int index = i;
            running.add(threads.submit(() -> {
                start.await(1, TimeUnit.MINUTES);
                return task.run(index);
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> each : running) {
            results.add(result(each));
        }
        return results;
    }

    private static <T> T result(Future<T> running) {
        try {
            return running.get();
        } catch (ExecutionException e) {
            throw new AssertionError("one of the crowd failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the crowd", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
