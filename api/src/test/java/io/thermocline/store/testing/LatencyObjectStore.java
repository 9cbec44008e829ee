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
import io.thermocline.store.wrap.TappedContent;
import io.thermocline.store.wrap.WaitingClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * A store that is far away: every call waits {@code delay} before it begins, and bytes of objects move at {@code
 * bytesPerSecond} in each call, as over a connection of its own.
 */
public final class LatencyObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final Duration delay;
    private final long bytesPerSecond;
    private final WaitingClock clock;

    public LatencyObjectStore(ObjectStore store, Duration delay, long bytesPerSecond, WaitingClock clock) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("nothing ever moves at " + bytesPerSecond + " bytes per second");
        }
        this.store = store;
        this.delay = delay;
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
    }

    @Override
    public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
        dawdle(delay, Deadline.never());
        return store.put(key, new TappedContent(content, bytes -> dawdle(timeOf(bytes), Deadline.never())), mode);
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        int[] starts = starts(targets);
        dawdle(delay, deadline);
        store.read(key, offset, deadline, targets.toldTo(i -> {
            dawdle(timeOf(targets.buffer(i).position() - starts[i]), deadline);
            targets.full(i);
        }));
    }

    private static int[] starts(ReadTargets targets) {
        int[] starts = new int[targets.count()];
        Arrays.setAll(starts, i -> targets.buffer(i).position());
        return starts;
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        int start = target.position();
        dawdle(delay, deadline);
        long length = store.readSuffix(key, deadline, target);
        dawdle(timeOf(target.position() - start), deadline);
        return length;
    }

    @Override
    public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        dawdle(delay, deadline);
        return store.stat(key, deadline);
    }

    @Override
    public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
            throws StoreException {
        dawdle(delay, deadline);
        return store.list(prefix, startAfter, limit, deadline);
    }

    @Override
    public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        dawdle(delay, deadline);
        store.delete(keys, deadline);
    }

    @Override
    public void close() {
        store.close();
    }

    private Duration timeOf(long bytes) {
        return Duration.ofNanos((long) (bytes * 1e9 / bytesPerSecond));
    }

    private void dawdle(Duration time, Deadline deadline) throws StoreException {
        Duration wait = deadline.remaining(time);
        try {
            if (!wait.isZero()) {
                clock.await(wait.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted("interrupted while waiting for a far store", e);
        }
        if (wait.compareTo(time) < 0) {
            throw new StoreException.Unavailable("the far store did not answer before the deadline", null);
        }
    }
}
