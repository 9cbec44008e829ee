// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.io.Closeable;

/**
 * Where verified data comes from: straight from the store, or from a cache that reads ahead. How many blocks are requested
 * at once is the source's affair.
 */
public interface BlockSource {

    /**
     * Begins to read a range of the data. This requests nothing.
     *
     * @param position the first byte that will be read
     * @param end the byte after the last one that may be read
     */
    Cursor open(SegmentObject segment, long position, long end);

    /** One reader's way through the data. Used by one thread at a time. */
    interface Cursor extends Closeable {

        /**
         * Copies verified bytes of the data, from {@code position} on, as far as the end of a block at most, waiting for
         * them until the deadline.
         *
         * @param position within the range
         * @param length at least 1, within the range
         * @return how many bytes were copied, at least 1
         * @throws StoreException.Corrupt if the block is not as it was written
         */
        int read(long position, byte[] target, int offset, int length, Deadline deadline) throws StoreException;

        /** Returns how many bytes from {@code position} on can be read without waiting for the store. */
        int available(long position);

        /** Releases what is held. Never waits for the store. */
        @Override
        void close();
    }
}
