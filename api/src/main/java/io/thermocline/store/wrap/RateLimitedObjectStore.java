// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Limits how many bytes a second are read from and put to a store, each apart from the other, by all callers together.
 *
 * <p>Concurrent calls are served in the order in which they came. A read waits before its request; the content of a put
 * is slowed down while it is read, so that puts at the same time share the limit. Calls that move no bytes of objects
 * are not limited.
 */
public final class RateLimitedObjectStore extends ForwardingObjectStore {

    private final Optional<Bandwidth> reads;
    private final Optional<Bandwidth> puts;

    public RateLimitedObjectStore(
            ObjectStore store, Optional<RateLimit> reads, Optional<RateLimit> puts, WaitingClock clock) {
        super(store);
        this.reads = reads.map(limit -> new Bandwidth(limit, clock));
        this.puts = puts.map(limit -> new Bandwidth(limit, clock));
    }

    @Override
    public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
        if (puts.isEmpty()) {
            return super.put(key, content, mode);
        }
        return super.put(key, new TappedContent(content, new SlowTap(key, puts.get())), mode);
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        if (reads.isEmpty()) {
            super.read(key, offset, deadline, targets);
            return;
        }
        long bytes = targets.remaining();
        reads.get().take(bytes, deadline, "reading object " + key);
        long unused = bytes;
        try {
            super.read(key, offset, deadline, targets);
            unused = 0;
        } finally {
            reads.get().giveBack(unused);
        }
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        if (reads.isEmpty()) {
            return super.readSuffix(key, deadline, target);
        }
        int bytes = target.remaining();
        reads.get().take(bytes, deadline, "reading the end of object " + key);
        long unused = bytes;
        try {
            long length = super.readSuffix(key, deadline, target);
            unused = target.remaining();
            return length;
        } finally {
            reads.get().giveBack(unused);
        }
    }

    /** Lets a content be read in small steps, each of which is paid for. */
    private record SlowTap(ObjectKey key, Bandwidth bandwidth) implements TappedContent.Tap {

        @Override
        public int admit(int wanted) {
            return Math.min(wanted, bandwidth.step());
        }

        @Override
        public void passed(int bytes) throws IOException {
            bandwidth.take(bytes, Deadline.never(), "putting object " + key);
        }
    }
}
