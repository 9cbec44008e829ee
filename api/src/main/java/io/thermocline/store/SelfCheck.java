// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

/** For stores that can tell at start whether they will work: reachable, permitted, with the guarantees they need. */
public interface SelfCheck {

    /**
     * Tries out what the store will need and leaves nothing behind.
     *
     * @throws StoreException naming what does not work and which setting to mend
     */
    void check(Deadline deadline) throws StoreException;
}
