// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A range of a segment's data as a stream. Nothing is requested before the first byte is asked for; the end of the stream
 * comes only at the end of the range; a stream that threw or ended has released all it held, and one that threw throws
 * the same again. Not for use by several threads at once.
 */
public final class SegmentInputStream extends InputStream {

    private final BlockTable table;
    private final BlockSource.Cursor cursor;
    private final Supplier<Deadline> deadlines;
    private final long end;
    private long position;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private IOException failure;
    private boolean closed;

    /**
     * @param position the first byte of the range
     * @param end the byte after the last one
     * @param deadlines how long one call may wait, whatever it has to wait for
     */
    public SegmentInputStream(
            SegmentObject segment, BlockSource source, long position, long end, Supplier<Deadline> deadlines) {
        this.table = segment.footer().blocks();
        Objects.checkFromToIndex(position, end, table.dataLength());
        this.position = position;
        this.end = end;
        this.deadlines = Objects.requireNonNull(deadlines, "deadlines");
        this.cursor = source.open(segment, position, end);
    }

    @Override
    public int read() throws IOException {
        return prepare(deadlines) ? next(1).get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        int done = 0;
        Deadline deadline = deadlines.get();
        while (done < length && prepare(() -> deadline)) {
            int n = Math.min(length - done, block.remaining());
            next(n).get(target, offset + done, n);
            done += n;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    /** Makes the block at the position the present one. Returns false at the end of the range. */
    private boolean prepare(Supplier<Deadline> deadline) throws IOException {
        checkUsable();
        if (block.hasRemaining()) {
            return true;
        }
        if (position == end) {
            release();
            return false;
        }
        int index = table.blockAt(position);
        int from = (int) (position - table.start(index));
        int to = (int) Math.min(table.length(index), end - table.start(index));
        try {
            ByteBuffer bytes = cursor.block(index, deadline.get());
            block = bytes.slice(bytes.position() + from, to - from);
            return true;
        } catch (IOException | RuntimeException | Error e) {
            failure = new IOException("reading at position " + position + " failed: " + e.getMessage(), e);
            release();
            throw failure;
        }
    }

    private ByteBuffer next(int bytes) {
        position += bytes;
        return block;
    }

    private void checkUsable() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void release() {
        block = ByteBuffer.allocate(0);
        cursor.close();
    }

    /** Moves on without requesting what is skipped. */
    @Override
    public long skip(long bytes) throws IOException {
        checkUsable();
        long n = Math.max(0, Math.min(bytes, end - position));
        if (n < block.remaining()) {
            block.position(block.position() + (int) n);
        } else {
            block = ByteBuffer.allocate(0);
        }
        position += n;
        return n;
    }

    /** Returns how many bytes can be read without waiting. */
    @Override
    public int available() throws IOException {
        checkUsable();
        return block.remaining();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }
}
