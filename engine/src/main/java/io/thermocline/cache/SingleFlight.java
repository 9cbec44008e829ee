// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import com.github.benmanes.caffeine.cache.Cache;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreTask;
import io.thermocline.store.wrap.StoreThreads;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Loads values into a cache, each by one load however many callers wait for it. A caller that gives up leaves the load
 * running, for the others and for the cache.
 */
final class SingleFlight<K, V> {

    private static final class Flight<V> {
        private StoreTask<V> task;
    }

    private final Cache<K, V> cache;
    private final BiConsumer<K, V> keep;
    private final StoreThreads threads;
    private final ConcurrentHashMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

    /**
     * @param keep puts a loaded value where it is to be kept; never called once the key was dropped during the load
     */
    SingleFlight(Cache<K, V> cache, BiConsumer<K, V> keep, StoreThreads threads) {
        this.cache = Objects.requireNonNull(cache, "cache");
        this.keep = Objects.requireNonNull(keep, "keep");
        this.threads = Objects.requireNonNull(threads, "threads");
    }

    V get(K key, Callable<V> load, Deadline deadline) throws StoreException {
        V cached = cache.getIfPresent(key);
        if (cached != null) {
            return cached;
        }
        Flight<V> flight = flights.computeIfAbsent(key, k -> new Flight<>());
        StoreTask<V> task;
        synchronized (flight) {
            if (flight.task == null) {
                // Another flight may have landed after the look above: it put its value before it made room for this.
                cached = cache.getIfPresent(key);
                if (cached != null) {
                    flights.remove(key, flight);
                    return cached;
                }
                start(key, flight, load);
            }
            task = flight.task;
        }
        return task.await(deadline);
    }

    private void start(K key, Flight<V> flight, Callable<V> load) throws StoreException {
        try {
            flight.task = threads.read("load of " + key, () -> land(key, flight, load));
        } catch (StoreException e) {
            flights.remove(key, flight);
            throw e;
        }
    }

    private V land(K key, Flight<V> flight, Callable<V> load) throws Exception {
        try {
            V value = load.call();
            flights.computeIfPresent(key, (k, current) -> {
                if (current == flight) {
                    keep.accept(key, value);
                }
                return current;
            });
            return value;
        } finally {
            flights.remove(key, flight);
        }
    }

    /** Forgets the value, and keeps a load that is under way from bringing it back. */
    void drop(K key) {
        flights.compute(key, (k, current) -> {
            cache.invalidate(key);
            return null;
        });
    }
}
