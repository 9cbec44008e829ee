// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm.testing;

import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStat;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreProvider;
import io.thermocline.store.StoreSettings;
import io.thermocline.store.testing.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Opens one and the same store in memory, again and again. */
public final class MemoryStoreProvider implements StoreProvider {

    private final MemoryObjectStore memory = new MemoryObjectStore();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<StoreOption> options() {
        return List.of();
    }

    @Override
    public ObjectStore open(StoreSettings settings, StoreContext context) {
        return new Opened(memory);
    }

    /** A store whose end is not the end of what it holds. */
    private record Opened(ObjectStore store) implements ObjectStore {

        @Override
        public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
            return store.put(key, content, mode);
        }

        @Override
        public void read(ObjectKey key, long offset, Deadline deadline, ByteBuffer... targets) throws StoreException {
            store.read(key, offset, deadline, targets);
        }

        @Override
        public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
            return store.readSuffix(key, deadline, target);
        }

        @Override
        public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
            return store.stat(key, deadline);
        }

        @Override
        public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
                throws StoreException {
            return store.list(prefix, startAfter, limit, deadline);
        }

        @Override
        public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
            store.delete(keys, deadline);
        }

        @Override
        public void close() {
            // What it holds outlives it.
        }
    }
}
