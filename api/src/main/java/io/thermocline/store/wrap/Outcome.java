// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import io.thermocline.store.StoreException;
import java.util.Locale;

/** How a call ended: well, or with which kind of {@link StoreException}. */
public enum Outcome {
    OK,
    NOT_FOUND,
    PRECONDITION_FAILED,
    TOO_SHORT,
    UNAVAILABLE,
    THROTTLED,
    DENIED,
    CORRUPT,
    INTERRUPTED,
    FAILED,
    /** What the store did not throw of itself: the content of a put failed, or there is a bug. */
    OTHER;

    /** Returns the outcome of a call that threw {@code failure}. */
    public static Outcome of(Throwable failure) {
        if (failure instanceof StoreException.NotFound) {
            return NOT_FOUND;
        } else if (failure instanceof StoreException.PreconditionFailed) {
            return PRECONDITION_FAILED;
        } else if (failure instanceof StoreException.TooShort) {
            return TOO_SHORT;
        } else if (failure instanceof StoreException.Unavailable unavailable) {
            return unavailable.throttled() ? THROTTLED : UNAVAILABLE;
        } else if (failure instanceof StoreException.Denied) {
            return DENIED;
        } else if (failure instanceof StoreException.Corrupt) {
            return CORRUPT;
        } else if (failure instanceof StoreException.Interrupted) {
            return INTERRUPTED;
        } else if (failure instanceof StoreException.Failed) {
            return FAILED;
        }
        return OTHER;
    }

    /** Returns the name as metrics and messages spell it, such as {@code not-found}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
