// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.io.IOException;

/**
 * What can go wrong in a store: a closed set. Each store maps its backend's errors to it in one place. Messages are for
 * an operator: they name the object, the numbers, and what to do.
 */
public abstract sealed class StoreException extends IOException {

    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** There is no object under the key. */
    public static final class NotFound extends StoreException {
        public NotFound(ObjectKey key) {
            this(key, null);
        }

        public NotFound(ObjectKey key, Throwable cause) {
            super("there is no object " + key, cause);
        }

        /** Says also why it may be missing, and what to do. */
        public NotFound(ObjectKey key, String hint, Throwable cause) {
            super("there is no object " + key + ": " + hint, cause);
        }
    }

    /** The condition of a put did not hold; nothing was changed. */
    public static final class PreconditionFailed extends StoreException {
        public PreconditionFailed(String message) {
            this(message, null);
        }

        public PreconditionFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The object ends before the bytes that were asked for. */
    public static final class TooShort extends StoreException {
        public TooShort(ObjectKey key, long offset, long wanted, long length) {
            super(
                    "object %s has %d bytes, but %d bytes from offset %d on were asked for"
                            .formatted(key, length, wanted, offset),
                    null);
        }
    }

    /**
     * The store did not answer in time, could not be reached, or asked for fewer requests: the same call may succeed
     * later. The store's own retries are used up.
     */
    public static final class Unavailable extends StoreException {
        private final boolean throttled;

        public Unavailable(String message, Throwable cause) {
            this(message, cause, false);
        }

        public Unavailable(String message, Throwable cause, boolean throttled) {
            super(message, cause);
            this.throttled = throttled;
        }

        /** Returns whether there were too many requests, for the store or for a limit of our own: it is not away. */
        public boolean throttled() {
            return throttled;
        }
    }

    /** The store refuses this caller: credentials, permissions, a read-only mount. */
    public static final class Denied extends StoreException {
        public Denied(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The bytes are not those that were written, or the object is not what its key says. */
    public static final class Corrupt extends StoreException {
        public Corrupt(String message) {
            this(message, null);
        }

        public Corrupt(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The calling thread was interrupted; its interrupt flag is set. */
    public static final class Interrupted extends StoreException {
        public Interrupted(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The rest: a full disk, a request that the store finds malformed, a bug. Not worth a retry as it is. */
    public static final class Failed extends StoreException {
        public Failed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
