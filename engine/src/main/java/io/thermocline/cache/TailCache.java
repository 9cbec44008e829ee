// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.thermocline.segment.Footer;
import io.thermocline.segment.SegmentExtent;
import io.thermocline.segment.SegmentReader;
import io.thermocline.segment.Tail;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.StoreThreads;
import io.thermocline.store.wrap.Urgency;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Footers and tails of segments, kept apart from each other, each within a bound of bytes. A tail brings its footer along.
 * Loads go on for a while when those who wait for them give up, so that a slow store is not asked for the same again and
 * again; but none waits for silence longer than they do.
 */
public final class TailCache {

    /** How much more time a load has than those who wait for it. */
    private static final int OUTLASTS = 3;

    /**
     * Which segment, where.
     *
     * @param extent where its parts lie, if the caller knows
     */
    public record Address(ObjectKey key, String segmentId, Optional<SegmentExtent> extent) {
        public Address {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(segmentId, "segmentId");
            Objects.requireNonNull(extent, "extent");
        }
    }

    private final SegmentReader reader;
    private final Cache<ObjectKey, Footer> footers;
    private final Cache<ObjectKey, Tail> tails;
    private final SingleFlight<ObjectKey, Footer> footerLoads;
    private final SingleFlight<ObjectKey, Tail> tailLoads;
    private final Duration patience;

    /**
     * @param footerBytes how many bytes of footers to keep
     * @param tailBytes how many bytes of indexes to keep
     * @param patience how long callers wait, and so how long one attempt of a load may take
     */
    public TailCache(SegmentReader reader, StoreThreads threads, long footerBytes, long tailBytes, Duration patience) {
        this.reader = Objects.requireNonNull(reader, "reader");
        this.patience = Objects.requireNonNull(patience, "patience");
        this.footers = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(footerBytes)
                .<ObjectKey, Footer>weigher((key, footer) -> footer.weight())
                .build();
        this.tails = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(tailBytes)
                .<ObjectKey, Tail>weigher((key, tail) -> tail.weight())
                .build();
        this.footerLoads = new SingleFlight<>(footers, footers::put, threads, Urgency.FIRST);
        this.tailLoads = new SingleFlight<>(tails, this::keep, threads, Urgency.DEMAND);
    }

    /** Returns the footer, by one request unless it is here already. */
    public Footer footer(Address address, Deadline deadline) throws StoreException {
        return footerLoads.get(
                address.key(),
                () -> reader.footer(address.key(), address.segmentId(), address.extent(), loadTime()),
                deadline);
    }

    /** Returns the indexes with the footer, by one request unless they are here already. */
    public Tail tail(Address address, Deadline deadline) throws StoreException {
        return tailLoads.get(address.key(), () -> load(address), deadline);
    }

    /** Begins to load the indexes with the footer if they are not here, and does not wait. */
    void warm(Address address, Consumer<Tail> whenHere) throws StoreException {
        tailLoads.warm(address.key(), () -> load(address), whenHere);
    }

    private Tail load(Address address) throws StoreException {
        return reader.tail(address.key(), address.segmentId(), address.extent(), loadTime());
    }

    private Deadline loadTime() {
        return Deadline.after(patience.multipliedBy(OUTLASTS)).inAttemptsOf(patience);
    }

    private void keep(ObjectKey key, Tail tail) {
        tails.put(key, tail);
        footers.put(key, tail.footer());
    }

    /** Forgets all of an object, and keeps loads that are under way from bringing it back. */
    public void drop(ObjectKey key) {
        // In this order: a tail that lands brings its footer along.
        tailLoads.drop(key);
        footerLoads.drop(key);
    }
}
