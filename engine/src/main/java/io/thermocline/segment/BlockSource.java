// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.io.Closeable;
import java.nio.ByteBuffer;

/**
 * Where verified blocks come from: straight from the store, or from a cache that reads ahead. A stream asks for the
 * blocks one after another; how many are requested at once is the source's affair.
 */
public interface BlockSource {

    /**
     * Begins to read a range of the data. This requests nothing.
     *
     * @param position the first byte that will be read
     * @param end the byte after the last one that may be read
     */
    Cursor open(SegmentObject segment, long position, long end);

    /** One reader's way through the blocks. Used by one thread at a time. */
    interface Cursor extends Closeable {

        /**
         * Returns the bytes of a block, verified, waiting for them until the deadline. They are valid until the next
         * call or until this is closed.
         *
         * @throws StoreException.Corrupt if the block is not as it was written
         */
        ByteBuffer block(int block, Deadline deadline) throws StoreException;

        /** Releases what is held. Never waits for the store. */
        @Override
        void close();
    }
}
