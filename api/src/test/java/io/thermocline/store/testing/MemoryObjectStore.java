// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import io.thermocline.store.Admission;
import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ListedObject;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStat;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store in memory that keeps the whole contract, errors, interrupts and deadlines included. */
public final class MemoryObjectStore implements ObjectStore {

    private final InstantSource clock;
    private final Admission admission = new Admission("in memory");
    private final TreeMap<ObjectKey, StoredObject> objects = new TreeMap<>();
    private long puts;

    public MemoryObjectStore() {
        this(Clock.systemUTC());
    }

    /** Makes a store whose objects are as old as {@code clock} says. */
    public MemoryObjectStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
        String what = "putting object " + key;
        admission.admit(what, Deadline.never());
        byte[] bytes = readWhole(key, content);
        admission.admit(what, Deadline.never());
        synchronized (objects) {
            checkMode(key, mode);
            StoredObject object = new StoredObject(bytes, new ObjectVersion("m" + ++puts), clock.instant());
            objects.put(key, object);
            return object.version();
        }
    }

    private void checkMode(ObjectKey key, PutMode mode) throws StoreException {
        StoredObject present = objects.get(key);
        if (mode instanceof PutMode.CreateOnly && present != null) {
            throw new StoreException.PreconditionFailed("object " + key + " exists already");
        }
        if (mode instanceof PutMode.ReplaceVersion replace) {
            String found = present == null
                    ? "no object"
                    : "version " + present.version().token();
            if (present == null || !present.version().equals(replace.expected())) {
                throw new StoreException.PreconditionFailed("object %s should have version %s, but there is %s"
                        .formatted(key, replace.expected().token(), found));
            }
        }
    }

    private static byte[] readWhole(ObjectKey key, ObjectContent content) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] chunk = new byte[64 * 1024];
        ByteBuffer buffer = ByteBuffer.wrap(chunk);
        try (ReadableByteChannel reading = content.open(0)) {
            while (reading.read(buffer.clear()) >= 0) {
                whole.write(chunk, 0, buffer.position());
            }
        } catch (ClosedByInterruptException e) {
            throw new StoreException.Interrupted("putting object " + key + " was interrupted", e);
        }
        if (content.length().isPresent() && content.length().getAsLong() != whole.size()) {
            throw new StoreException.Failed(
                    "the content of object %s was to have %d bytes, but has %d"
                            .formatted(key, content.length().getAsLong(), whole.size()),
                    null);
        }
        return whole.toByteArray();
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        long wanted = targets.remaining();
        if (offset < 0 || wanted == 0) {
            throw new IllegalArgumentException("a read of " + wanted + " bytes from offset " + offset);
        }
        byte[] bytes = find("reading object " + key, key, deadline).bytes();
        if (wanted > bytes.length - offset) {
            throw new StoreException.TooShort(key, offset, wanted, bytes.length);
        }
        int position = (int) offset;
        for (int i = 0; i < targets.count(); i++) {
            int n = targets.buffer(i).remaining();
            targets.buffer(i).put(bytes, position, n);
            position += n;
            targets.full(i);
        }
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        if (!target.hasRemaining()) {
            throw new IllegalArgumentException("a suffix of no bytes");
        }
        byte[] bytes = find("reading the end of object " + key, key, deadline).bytes();
        int n = Math.min(target.remaining(), bytes.length);
        target.put(bytes, bytes.length - n, n);
        return bytes.length;
    }

    @Override
    public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        StoredObject object = find("looking at object " + key, key, deadline);
        return new ObjectStat(object.bytes().length, object.version(), object.lastModified());
    }

    private StoredObject find(String what, ObjectKey key, Deadline deadline) throws StoreException {
        admission.admit(what, deadline);
        synchronized (objects) {
            StoredObject object = objects.get(key);
            if (object == null) {
                throw new StoreException.NotFound(key);
            }
            return object;
        }
    }

    @Override
    public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
            throws StoreException {
        if (limit < 1) {
            throw new IllegalArgumentException("a page of at most " + limit + " entries");
        }
        admission.admit("listing " + prefix, deadline);
        List<ListedObject> page = new ArrayList<>();
        synchronized (objects) {
            Map<ObjectKey, StoredObject> rest =
                    startAfter.isPresent() ? objects.tailMap(startAfter.get(), false) : objects;
            for (Map.Entry<ObjectKey, StoredObject> entry : rest.entrySet()) {
                if (!entry.getKey().value().startsWith(prefix)) {
                    continue;
                }
                if (page.size() == limit) {
                    return new ListPage(page, true);
                }
                StoredObject object = entry.getValue();
                page.add(new ListedObject(entry.getKey(), object.bytes().length, object.lastModified()));
            }
        }
        return new ListPage(page, false);
    }

    @Override
    public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        admission.admit("deleting " + keys, deadline);
        synchronized (objects) {
            objects.keySet().removeAll(List.copyOf(keys));
        }
    }

    /** Returns the keys of all objects, in their order. */
    public List<ObjectKey> keys() {
        synchronized (objects) {
            return List.copyOf(objects.keySet());
        }
    }

    /** Returns the bytes of an object that must be there. */
    public byte[] bytes(ObjectKey key) {
        synchronized (objects) {
            return objects.get(key).bytes().clone();
        }
    }

    @Override
    public void close() {
        admission.close();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record StoredObject(byte[] bytes, ObjectVersion version, Instant lastModified) {}
}
