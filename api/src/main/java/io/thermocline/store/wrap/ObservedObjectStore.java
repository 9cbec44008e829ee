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
        Observation call = new Observation(Verb.PUT, 1);
        LongAdder moved = new LongAdder();
        try {
            ObjectVersion version = store.put(key, new TappedContent(content, moved::add), mode);
            call.outcome = Outcome.OK;
            return version;
        } catch (Throwable failure) {
            call.outcome = Outcome.of(failure);
            throw failure;
        } finally {
            call.bytes = moved.sum();
            call.end();
        }
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ByteBuffer... targets) throws StoreException {
        long wanted = 0;
        for (ByteBuffer target : targets) {
            wanted += target.remaining();
        }
        Observation call = new Observation(Verb.READ, 1);
        try {
            store.read(key, offset, deadline, targets);
            call.outcome = Outcome.OK;
            call.bytes = wanted;
        } catch (Throwable failure) {
            call.outcome = Outcome.of(failure);
            throw failure;
        } finally {
            call.end();
        }
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        int start = target.position();
        Observation call = new Observation(Verb.READ_SUFFIX, 1);
        try {
            long length = store.readSuffix(key, deadline, target);
            call.outcome = Outcome.OK;
            call.bytes = (long) target.position() - start;
            return length;
        } catch (Throwable failure) {
            call.outcome = Outcome.of(failure);
            throw failure;
        } finally {
            call.end();
        }
    }

    @Override
    public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        Observation call = new Observation(Verb.STAT, 1);
        try {
            ObjectStat stat = store.stat(key, deadline);
            call.outcome = Outcome.OK;
            return stat;
        } catch (Throwable failure) {
            call.outcome = Outcome.of(failure);
            throw failure;
        } finally {
            call.end();
        }
    }

    @Override
    public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
            throws StoreException {
        Observation call = new Observation(Verb.LIST, 0);
        try {
            ListPage page = store.list(prefix, startAfter, limit, deadline);
            call.outcome = Outcome.OK;
            call.keys = page.objects().size();
            return page;
        } catch (Throwable failure) {
            call.outcome = Outcome.of(failure);
            throw failure;
        } finally {
            call.end();
        }
    }

    @Override
    public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        Observation call = new Observation(Verb.DELETE, keys.size());
        try {
            store.delete(keys, deadline);
            call.outcome = Outcome.OK;
        } catch (Throwable failure) {
            call.outcome = Outcome.of(failure);
            throw failure;
        } finally {
            call.end();
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
