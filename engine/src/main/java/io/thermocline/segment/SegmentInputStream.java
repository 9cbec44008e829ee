// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A range of a segment's data as a stream. Nothing is requested before the first byte is asked for; a read fills all the
 * room it is given, as far as the range goes; the end of the stream comes only at the end of the range; a stream that threw
 * or ended has released all it held, and one that threw throws the same again. Not for use by several threads at once.
 */
public final class SegmentInputStream extends InputStream {

    private static final int TRANSFER_BYTES = 64 * 1024;

    private final BlockSource.Cursor cursor;
    private final Supplier<Deadline> deadlines;
    private final long end;
    private long position;
    private IOException failure;
    private boolean closed;

    /**
     * @param position the first byte of the range
     * @param end the byte after the last one
     * @param deadlines how long one call may wait, whatever it has to wait for
     */
    public SegmentInputStream(
            SegmentObject segment, BlockSource source, long position, long end, Supplier<Deadline> deadlines) {
        Objects.checkFromToIndex(position, end, segment.footer().blocks().dataLength());
        this.position = position;
        this.end = end;
        this.deadlines = Objects.requireNonNull(deadlines, "deadlines");
        this.cursor = source.open(segment, position, end);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        checkUsable();
        if (length == 0) {
            return 0;
        }
        if (position == end) {
            cursor.close();
            return -1;
        }
        int wanted = (int) Math.min(length, end - position);
        Deadline deadline = deadlines.get();
        int done = 0;
        while (done < wanted) {
            done += receive(target, offset + done, wanted - done, deadline);
        }
        return wanted;
    }

    private int receive(byte[] target, int offset, int length, Deadline deadline) throws IOException {
        try {
            int n = cursor.read(position, target, offset, length, deadline);
            if (n < 1) {
                throw new IOException("the data ends there, but should go on to " + end);
            }
            position += n;
            return n;
        } catch (IOException | RuntimeException | Error e) {
            failure = new IOException("reading at position " + position + " failed: " + e.getMessage(), e);
            cursor.close();
            throw failure;
        }
    }

    @Override
    public byte[] readNBytes(int length) throws IOException {
        if (length < 0) {
            throw new IllegalArgumentException("a read of " + length + " bytes");
        }
        byte[] bytes = new byte[(int) Math.min(length, left())];
        read(bytes, 0, bytes.length);
        return bytes;
    }

    @Override
    public byte[] readAllBytes() throws IOException {
        return readNBytes(Integer.MAX_VALUE);
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(TRANSFER_BYTES, Math.max(1, left()))];
        long done = 0;
        for (int n = read(buffer, 0, buffer.length); n > 0; n = read(buffer, 0, buffer.length)) {
            out.write(buffer, 0, n);
            done += n;
        }
        return done;
    }

    private long left() throws IOException {
        checkUsable();
        return end - position;
    }

    private void checkUsable() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** Moves on without requesting what is skipped. */
    @Override
    public long skip(long bytes) throws IOException {
        long n = Math.max(0, Math.min(bytes, left()));
        position += n;
        return n;
    }

    /** Returns how many bytes can be read without waiting for the store. */
    @Override
    public int available() throws IOException {
        long left = left();
        return left == 0 ? 0 : (int) Math.min(left, cursor.available(position));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cursor.close();
        }
    }
}
