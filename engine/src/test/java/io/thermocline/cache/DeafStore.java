// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.ForwardingObjectStore;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A store whose reads, if a test says so, straggle: they do not end when they are interrupted, but once they are let go;
 * and whoever was broken off meanwhile fills all its targets with rubbish first.
 */
final class DeafStore extends ForwardingObjectStore {

    private static final byte RUBBISH = (byte) 0xEE;

    private final AtomicReference<Straggler> next = new AtomicReference<>();

    DeafStore(ObjectStore store) {
        super(store);
    }

    /** A read that straggles. */
    static final class Straggler {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);

        void awaitArrival() throws InterruptedException {
            arrived.await();
        }

        void release() {
            released.countDown();
        }

        void awaitEnd() throws InterruptedException {
            ended.await();
        }

        /** Returns whether it was interrupted meanwhile. */
        private boolean straggle() {
            arrived.countDown();
            boolean interrupted = false;
            while (true) {
                try {
                    released.await();
                    return interrupted;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
    }

    /** Lets the next read straggle. */
    Straggler nextStraggles() {
        Straggler straggler = new Straggler();
        next.set(straggler);
        return straggler;
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        Straggler straggler = next.getAndSet(null);
        if (straggler == null) {
            super.read(key, offset, deadline, targets);
            return;
        }
        try {
            if (!straggler.straggle()) {
                super.read(key, offset, deadline, targets);
                return;
            }
            for (int i = 0; i < targets.count(); i++) {
                ByteBuffer target = targets.buffer(i);
                while (target.hasRemaining()) {
                    target.put(RUBBISH);
                }
                targets.full(i);
            }
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted("interrupted while straggling", null);
        } finally {
            straggler.ended.countDown();
        }
    }
}
