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
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Lets a store do its work on {@link StoreThreads}, while the caller waits no longer than its deadline, whatever the
 * store does. A caller that gives up, by deadline or interrupt, interrupts the work; a put is given a few seconds to
 * clean up first, and if it has succeeded all the same, it has succeeded.
 *
 * <p>The targets of a read that threw may still be written to for a while: they must not be used again.
 */
public final class PooledObjectStore implements ObjectStore {

    private static final Duration CLEAN_UP_TIME = Duration.ofSeconds(4);

    private final ObjectStore store;
    private final StoreThreads threads;

    /**
     * @param threads closed by the caller, before the store
     */
    public PooledObjectStore(ObjectStore store, StoreThreads threads) {
        this.store = Objects.requireNonNull(store, "store");
        this.threads = Objects.requireNonNull(threads, "threads");
    }

    @Override
    public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
        return threads.write("put of " + key, () -> store.put(key, content, mode))
                .awaitOrBreakOff(CLEAN_UP_TIME);
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        call("read of " + key + " at " + offset, deadline, () -> {
            store.read(key, offset, deadline, targets);
            return null;
        });
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        return call("read of the end of " + key, deadline, () -> store.readSuffix(key, deadline, target));
    }

    @Override
    public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        return call("stat of " + key, deadline, () -> store.stat(key, deadline));
    }

    @Override
    public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
            throws StoreException {
        return call("list of " + prefix, deadline, () -> store.list(prefix, startAfter, limit, deadline));
    }

    @Override
    public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        call("delete of " + keys, deadline, () -> {
            store.delete(keys, deadline);
            return null;
        });
    }

    private <T> T call(String what, Deadline deadline, Callable<T> work) throws StoreException {
        StoreTask<T> task = threads.read(what, work);
        boolean ended = false;
        try {
            T result = task.await(deadline);
            ended = true;
            return result;
        } finally {
            if (!ended) {
                task.abandon();
            }
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
