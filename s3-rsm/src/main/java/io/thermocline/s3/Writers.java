// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.StoreException;
import java.util.concurrent.Semaphore;

/** How many requests may carry bodies to S3 at once, for the whole broker; served in the order in which they come. */
final class Writers {

    private final Semaphore turns;

    Writers(int most) {
        this.turns = new Semaphore(most, true);
    }

    /** Something that is sent. */
    interface Sent<T> {
        T send() throws StoreException;
    }

    <T> T inTurn(String doing, Sent<T> sent) throws StoreException {
        try {
            turns.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted(doing + " was interrupted", e);
        }
        try {
            return sent.send();
        } finally {
            turns.release();
        }
    }
}
