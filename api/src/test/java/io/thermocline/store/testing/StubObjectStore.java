// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

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
import java.util.Optional;

/** A store of which nobody may ask anything but the verbs that a test gives it. */
public abstract class StubObjectStore implements ObjectStore {

    @Override
    public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
        throw new UnsupportedOperationException("put");
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        throw new UnsupportedOperationException("read");
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        throw new UnsupportedOperationException("readSuffix");
    }

    @Override
    public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        throw new UnsupportedOperationException("stat");
    }

    @Override
    public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
            throws StoreException {
        throw new UnsupportedOperationException("list");
    }

    @Override
    public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        throw new UnsupportedOperationException("delete");
    }

    @Override
    public void close() {}
}
