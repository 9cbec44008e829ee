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
        return new StoreCursor(segment, end);
    }

    private final class StoreCursor implements Cursor {

        private final SegmentObject segment;
        private final long end;
        private int firstBlock;
        private int verified = -1;
        private ByteBuffer[] blocks = {};

        StoreCursor(SegmentObject segment, long end) {
            this.segment = segment;
            this.end = end;
        }

        @Override
        public int read(long at, byte[] target, int offset, int length, Deadline deadline) throws StoreException {
            BlockTable table = segment.footer().blocks();
            int block = table.blockAt(at);
            if (!holds(block)) {
                request(at, deadline);
            }
            ByteBuffer bytes = blocks[block - firstBlock];
            if (verified != block) {
                BlockCheck.verify(segment, block, bytes);
                verified = block;
            }
            int from = (int) (at - table.start(block));
            int n = Math.min(length, bytes.limit() - from);
            bytes.get(from, target, offset, n);
            return n;
        }

        @Override
        public int available(long at) {
            BlockTable table = segment.footer().blocks();
            if (!holds(table.blockAt(at))) {
                return 0;
            }
            int last = firstBlock + blocks.length - 1;
            return (int) (table.start(last) + table.length(last) - at);
        }

        private boolean holds(int block) {
            return block >= firstBlock && block < firstBlock + blocks.length;
        }

        private void request(long from, Deadline deadline) throws StoreException {
            BlockTable table = segment.footer().blocks();
            int first = table.blockAt(from);
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
            verified = -1;
            blocks = fresh;
        }

        @Override
        public void close() {
            blocks = new ByteBuffer[0];
        }
    }
}
