// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStat;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Reports every call of a store to a {@link RequestObserver}. */
public final class ObservedObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final RequestObserver observer;
    private final LongSupplier nanoClock;

    public ObservedObjectStore(ObjectStore store, RequestObserver observer) {
        this(store, observer, System::nanoTime);
    }

    public ObservedObjectStore(ObjectStore store, RequestObserver observer, LongSupplier nanoClock) {
        this.store = Objects.requireNonNull(store, "store");
        this.observer = Objects.requireNonNull(observer, "observer");
        this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
    }

    @Override
    public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
        LongAdder moved = new LongAdder();
        return this.<ObjectVersion, IOException>observe(Verb.PUT, 1, call -> {
            try {
                return store.put(key, new TappedContent(content, moved::add), mode);
            } finally {
                call.bytes = moved.sum();
            }
        });
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        long bytes = targets.remaining();
        this.<Void, StoreException>observe(Verb.READ, 1, call -> {
            store.read(key, offset, deadline, targets);
            call.bytes = bytes;
            return null;
        });
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        int start = target.position();
        return this.<Long, StoreException>observe(Verb.READ_SUFFIX, 1, call -> {
            long length = store.readSuffix(key, deadline, target);
            call.bytes = (long) target.position() - start;
            return length;
        });
    }

    @Override
    public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        return this.<ObjectStat, StoreException>observe(Verb.STAT, 1, call -> store.stat(key, deadline));
    }

    @Override
    public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
            throws StoreException {
        return this.<ListPage, StoreException>observe(Verb.LIST, 0, call -> {
            ListPage page = store.list(prefix, startAfter, limit, deadline);
            call.keys = page.objects().size();
            return page;
        });
    }

    @Override
    public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        this.<Void, StoreException>observe(Verb.DELETE, keys.size(), call -> {
            store.delete(keys, deadline);
            return null;
        });
    }

    private interface Call<T, X extends Exception> {
        T make(Observation observation) throws X;
    }

    private <T, X extends Exception> T observe(Verb verb, int keys, Call<T, X> call) throws X {
        Observation observation = new Observation(verb, keys);
        try {
            T result = call.make(observation);
            observation.outcome = Outcome.OK;
            return result;
        } catch (Throwable failure) {
            observation.outcome = Outcome.of(failure);
            throw failure;
        } finally {
            observation.end();
        }
    }

    @Override
    public void close() {
        store.close();
    }

    /** A call that is under way. */
    private final class Observation {
        private final Verb verb;
        private final long begin = nanoClock.getAsLong();
        private int keys;
        private long bytes;
        private Outcome outcome = Outcome.OTHER;

        Observation(Verb verb, int keys) {
            this.verb = verb;
            this.keys = keys;
        }

        void end() {
            observer.observed(new Request(verb, keys, bytes, nanoClock.getAsLong() - begin, outcome));
        }
    }
}
