// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import com.github.benmanes.caffeine.cache.Cache;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreTask;
import io.thermocline.store.wrap.StoreThreads;
import io.thermocline.store.wrap.Urgency;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

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
    private final Urgency urgency;
    private final ConcurrentHashMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

    /**
     * @param keep puts a loaded value where it is to be kept; never called once the key was dropped during the load
     * @param urgency of loads that somebody waits for
     */
    SingleFlight(Cache<K, V> cache, BiConsumer<K, V> keep, StoreThreads threads, Urgency urgency) {
        this.urgency = Objects.requireNonNull(urgency, "urgency");
        this.cache = Objects.requireNonNull(cache, "cache");
        this.keep = Objects.requireNonNull(keep, "keep");
        this.threads = Objects.requireNonNull(threads, "threads");
    }

    /** Returns the value, waiting for its load until the deadline. */
    V get(K key, Callable<V> load, Deadline deadline) throws StoreException {
        while (true) {
            V cached = cache.getIfPresent(key);
            if (cached != null) {
                return cached;
            }
            Optional<StoreTask<V>> flight = join(urgency, key, load);
            if (flight.isPresent()) {
                return flight.get().await(deadline);
            }
        }
    }

    /** Begins to load the value if it is not here, and does not wait. */
    void warm(K key, Callable<V> load, Consumer<V> whenHere) throws StoreException {
        Optional<StoreTask<V>> flight = join(Urgency.AHEAD, key, load);
        if (flight.isPresent()) {
            flight.get().whenEnded(() -> tell(key, whenHere));
        } else {
            tell(key, whenHere);
        }
    }

    private void tell(K key, Consumer<V> whenHere) {
        V loaded = cache.getIfPresent(key);
        if (loaded != null) {
            whenHere.accept(loaded);
        }
    }

    /** Returns the load that is under way, begun now if there was none; empty if the value has come meanwhile. */
    private Optional<StoreTask<V>> join(Urgency how, K key, Callable<V> load) throws StoreException {
        Flight<V> flight = flights.computeIfAbsent(key, k -> new Flight<>());
        synchronized (flight) {
            if (flight.task == null) {
                // Another flight may have landed since the caller looked: it put its value before it made room for
                // this.
                if (cache.getIfPresent(key) != null) {
                    flights.remove(key, flight);
                    return Optional.empty();
                }
                start(how, key, flight, load);
            }
            return Optional.of(flight.task);
        }
    }

    private void start(Urgency how, K key, Flight<V> flight, Callable<V> load) throws StoreException {
        try {
            flight.task = threads.read(how, "load of " + key, () -> land(key, flight, load));
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
