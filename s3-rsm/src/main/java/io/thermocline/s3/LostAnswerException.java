// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.StoreException;
import java.io.IOException;

/** The server may have done what it was asked: a request was sent, and what it answered is not known. */
final class LostAnswerException extends IOException {

    private final transient StoreException failure;

    LostAnswerException(StoreException failure) {
        super(failure.getMessage(), failure);
        this.failure = failure;
    }

    /** Returns what to throw if it turns out that the server has not done it. */
    StoreException failure() {
        return failure;
    }
}
