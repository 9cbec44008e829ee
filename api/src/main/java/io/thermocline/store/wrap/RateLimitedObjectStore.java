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
import java.util.stream.IntStream;

/**
 * Limits how many bytes a second are read from and put to a store, each apart from the other, by all callers together.
 *
 * <p>Concurrent calls share the limit: a read waits for each of its buffers in turn, the first before its request, and the
 * content of a put is slowed down while it is read. Whoever waits is served in the order in which they came. Calls that
 * move no bytes of objects are not limited.
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
        PacedRead paced = new PacedRead(reads.get(), targets, deadline, "reading object " + key);
        try {
            paced.take(0);
            super.read(key, offset, deadline, targets.toldTo(paced));
        } finally {
            paced.giveBack();
        }
    }

    /** Takes the bytes of one buffer after another, each when the one before is full, for others to get their turn. */
    private static final class PacedRead implements ReadTargets.Listener {
        private final Bandwidth bandwidth;
        private final ReadTargets targets;
        private final Deadline deadline;
        private final String what;
        private final int[] lengths;
        private long unused;

        PacedRead(Bandwidth bandwidth, ReadTargets targets, Deadline deadline, String what) {
            this.bandwidth = bandwidth;
            this.targets = targets;
            this.deadline = deadline;
            this.what = what;
            this.lengths = IntStream.range(0, targets.count())
                    .map(i -> targets.buffer(i).remaining())
                    .toArray();
        }

        void take(int buffer) throws StoreException {
            bandwidth.take(lengths[buffer], deadline, what);
            unused = lengths[buffer];
        }

        @Override
        public void full(int buffer) throws StoreException {
            unused = 0;
            targets.full(buffer);
            if (buffer + 1 < lengths.length) {
                take(buffer + 1);
            }
        }

        void giveBack() {
            bandwidth.giveBack(unused);
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
