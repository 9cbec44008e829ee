// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The multipart uploads of this store that are under way. */
final class RunningUploads {

    private final Map<String, PartUploads> running = new HashMap<>();
    private boolean closed;

    synchronized void add(String id, PartUploads parts) {
        running.put(id, parts);
        if (closed) {
            breakOff(parts);
        }
    }

    synchronized void remove(String id) {
        running.remove(id);
        notifyAll();
    }

    synchronized boolean contains(String id) {
        return running.containsKey(id);
    }

    private static void breakOff(PartUploads parts) {
        parts.end(new StoreException.Failed("the upload was broken off: the store was closed", null));
    }

    /** Breaks off all uploads, and those that come, and waits for them to be aborted, for at most {@code patience}. */
    synchronized void close(Duration patience) {
        closed = true;
        running.values().forEach(RunningUploads::breakOff);
        long until = System.nanoTime() + patience.toNanos();
        DeafToInterrupts deaf = DeafToInterrupts.begin();
        try {
            while (!running.isEmpty() && until - System.nanoTime() > 0) {
                deaf.awaitNotification(this, until);
            }
        } finally {
            deaf.end();
        }
    }
}
