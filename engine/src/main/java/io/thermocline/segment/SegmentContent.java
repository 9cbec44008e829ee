// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.ObjectContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A whole segment object as a content: the pieces one after another, the files among them read again from disk each
 * time, chunk by checked chunk. What is held in memory is one chunk per reading, and that only where a reader's buffer
 * does not take a whole chunk.
 */
final class SegmentContent implements ObjectContent {

    /** Bytes that come next in the object, cut into chunks that are read whole. */
    interface Piece {
        long length();

        int chunkBytes();

        int chunkLength(int chunk);

        void readChunk(int chunk, ByteBuffer target) throws IOException;
    }

    /** Gives bytes, the same each time. */
    interface Bytes {
        ByteBuffer get() throws IOException;
    }

    /** Bytes in memory, a single chunk, of which there is nothing but the length before they are wanted. */
    record MemoryPiece(int bytes, Bytes source) implements Piece {

        static MemoryPiece of(ByteBuffer bytes) {
            return new MemoryPiece(bytes.remaining(), () -> bytes);
        }

        @Override
        public long length() {
            return bytes;
        }

        @Override
        public int chunkBytes() {
            return Math.max(1, bytes);
        }

        @Override
        public int chunkLength(int chunk) {
            return bytes;
        }

        @Override
        public void readChunk(int chunk, ByteBuffer target) throws IOException {
            target.put(source.get().duplicate());
        }
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final List<Piece> pieces;
    private final long length;
    private final Map<String, String> userMetadata;

    SegmentContent(List<Piece> pieces, Map<String, String> userMetadata) {
        this.pieces = List.copyOf(pieces);
        this.length = pieces.stream().mapToLong(Piece::length).sum();
        this.userMetadata = Map.copyOf(userMetadata);
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(length);
    }

    @Override
    public Map<String, String> userMetadata() {
        return userMetadata;
    }

    @Override
    public ReadableByteChannel open(long position) {
        return new Reading(position);
    }

    private final class Reading implements ReadableByteChannel {

        private int piece;
        private long inPiece;
        private ByteBuffer chunk = NOTHING;
        private boolean open = true;

        Reading(long position) {
            long rest = position;
            while (piece < pieces.size() && rest >= pieces.get(piece).length()) {
                rest -= pieces.get(piece).length();
                piece++;
            }
            inPiece = rest;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!open) {
                throw new ClosedChannelException();
            }
            if (!target.hasRemaining()) {
                return 0;
            }
            if (chunk.hasRemaining()) {
                return drainChunk(target);
            }
            while (piece < pieces.size() && inPiece == pieces.get(piece).length()) {
                piece++;
                inPiece = 0;
            }
            return piece == pieces.size() ? -1 : readPiece(pieces.get(piece), target);
        }

        private int readPiece(Piece from, ByteBuffer target) throws IOException {
            int index = (int) (inPiece / from.chunkBytes());
            int skip = (int) (inPiece % from.chunkBytes());
            int chunkLength = from.chunkLength(index);
            if (skip == 0 && target.remaining() >= chunkLength) {
                from.readChunk(index, target.slice(target.position(), chunkLength));
                target.position(target.position() + chunkLength);
                inPiece += chunkLength;
                return chunkLength;
            }
            ByteBuffer fresh = chunk.capacity() < chunkLength ? ByteBuffer.allocate(chunkLength) : chunk;
            chunk = NOTHING;
            from.readChunk(index, fresh.clear().limit(chunkLength));
            chunk = fresh.flip().position(skip);
            inPiece += chunkLength - skip;
            return drainChunk(target);
        }

        private int drainChunk(ByteBuffer target) {
            int n = Math.min(chunk.remaining(), target.remaining());
            target.put(chunk.slice(chunk.position(), n));
            chunk.position(chunk.position() + n);
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
