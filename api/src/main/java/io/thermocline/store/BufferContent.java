// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;

/** Bytes in memory as a content; each reading is a view of its own. */
record BufferContent(ByteBuffer bytes) implements ObjectContent {

    @Override
    public OptionalLong length() {
        return OptionalLong.of(bytes.capacity());
    }

    @Override
    public ReadableByteChannel open(long position) {
        int start = (int) Math.min(position, bytes.capacity());
        return new BufferChannel(bytes.slice(start, bytes.capacity() - start));
    }

    private static final class BufferChannel implements ReadableByteChannel {
        private final ByteBuffer rest;
        private boolean open = true;

        BufferChannel(ByteBuffer rest) {
            this.rest = rest;
        }

        @Override
        public int read(ByteBuffer target) throws ClosedChannelException {
            if (!open) {
                throw new ClosedChannelException();
            }
            if (!target.hasRemaining()) {
                return 0;
            }
            if (!rest.hasRemaining()) {
                return -1;
            }
            int n = Math.min(rest.remaining(), target.remaining());
            target.put(rest.slice(rest.position(), n));
            rest.position(rest.position() + n);
            return n;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
