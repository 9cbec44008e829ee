// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreException;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Blocks straight from the store, for the reader who asks, without a cache: adjacent blocks are one request, which covers
 * {@code requestBytes} from the reader's position on, to the end of a block. A block is verified when it is asked for, so
 * that a damaged one keeps nobody from the good ones before it.
 */
public final class StoreBlockSource implements BlockSource {

    private final ObjectStore store;
    private final int requestBytes;

    /**
     * @param requestBytes how far from the reader's position one request reaches, as far as there is data in the range
     */
    public StoreBlockSource(ObjectStore store, int requestBytes) {
        this.store = Objects.requireNonNull(store, "store");
        this.requestBytes = requestBytes;
    }

    @Override
    public Cursor open(SegmentObject segment, long position, long end) {
        return new StoreCursor(segment, position, end);
    }

    private final class StoreCursor implements Cursor {

        private final SegmentObject segment;
        private final long end;
        private long position;
        private int firstBlock;
        private ByteBuffer[] blocks = {};

        StoreCursor(SegmentObject segment, long position, long end) {
            this.segment = segment;
            this.position = position;
            this.end = end;
        }

        @Override
        public ByteBuffer block(int block, Deadline deadline) throws StoreException {
            if (block < firstBlock || block >= firstBlock + blocks.length) {
                request(block, deadline);
            }
            ByteBuffer bytes = blocks[block - firstBlock].duplicate();
            BlockCheck.verify(segment, block, bytes);
            return bytes;
        }

        private void request(int first, Deadline deadline) throws StoreException {
            BlockTable table = segment.footer().blocks();
            long from = Math.max(position, table.start(first));
            long reach = Math.min(end, from + Math.max(1, requestBytes));
            int last = Math.max(first, table.blockAt(reach - 1));
            ByteBuffer[] fresh = new ByteBuffer[last - first + 1];
            for (int i = 0; i < fresh.length; i++) {
                fresh[i] = ByteBuffer.allocate(table.length(first + i));
            }
            blocks = new ByteBuffer[0];
            store.read(segment.key(), table.start(first), deadline, fresh);
            for (ByteBuffer bytes : fresh) {
                bytes.flip();
            }
            firstBlock = first;
            blocks = fresh;
            position = table.start(last) + table.length(last);
        }

        @Override
        public void close() {
            blocks = new ByteBuffer[0];
        }
    }
}
