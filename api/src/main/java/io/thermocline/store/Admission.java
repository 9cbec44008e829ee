// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.util.Objects;

/**
 * What each verb of an {@link ObjectStore} asks before it begins: not once the store is closed, nor for a caller that is
 * interrupted or out of time.
 */
public final class Admission {

    private final String store;
    private volatile boolean closed;

    /**
     * @param store what messages call the store
     */
    public Admission(String store) {
        this.store = Objects.requireNonNull(store, "store");
    }

    /** Returns, or throws what the contract of {@link ObjectStore} says. */
    public void admit(String doing, Deadline deadline) throws StoreException {
        if (closed) {
            throw new StoreException.Failed(doing + " is not possible: the store " + store + " is closed", null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreException.Interrupted(doing + " was interrupted", null);
        }
        if (deadline.expired()) {
            throw new StoreException.Unavailable(doing + " was not done before its deadline", null);
        }
    }

    /** Admits nobody any more. */
    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }
}
