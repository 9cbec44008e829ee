// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A log that is being written, with its indexes. */
final class TestLogFile implements AutoCloseable {

    private static final int INDEX_INTERVAL_BYTES = 4096;

    private final FileChannel channel;
    private final long startOffset;
    private ByteBuffer buffer = ByteBuffer.allocate(1024 * 1024);
    private final GrowingBuffer offsetIndex = new GrowingBuffer();
    private final GrowingBuffer timeIndex = new GrowingBuffer();
    private long nextOffset;
    private long length;
    private long indexedTo;

    TestLogFile(Path path, long startOffset) throws IOException {
        this.channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        this.startOffset = startOffset;
        this.nextOffset = startOffset;
    }

    long length() {
        return length;
    }

    long nextOffset() {
        return nextOffset;
    }

    byte[] offsetIndex() {
        return offsetIndex.bytes();
    }

    byte[] timeIndex() {
        return timeIndex.bytes();
    }

    void append(TestBatches batches) throws IOException {
        if (length - indexedTo > INDEX_INTERVAL_BYTES) {
            int relative = (int) (nextOffset - startOffset);
            offsetIndex.room(8).putInt(relative).putInt((int) length);
            timeIndex
                    .room(12)
                    .putLong(TestBatches.FIRST_TIMESTAMP_MS + relative)
                    .putInt(relative);
            indexedTo = length;
        }
        if (buffer.remaining() < batches.length()) {
            flush(buffer);
        }
        if (buffer.capacity() < batches.length()) {
            buffer = ByteBuffer.allocate(batches.length());
        }
        batches.copyTo(buffer, nextOffset);
        nextOffset += batches.records();
        length += batches.length();
    }

    long appendRaw(byte[] bytes) throws IOException {
        flush(ByteBuffer.wrap(bytes).position(bytes.length));
        return startOffset + 1;
    }

    private void flush(ByteBuffer filled) throws IOException {
        filled.flip();
        while (filled.hasRemaining()) {
            channel.write(filled);
        }
        filled.clear();
    }

    @Override
    public void close() throws IOException {
        flush(buffer);
        channel.close();
    }

    private static final class GrowingBuffer {
        private ByteBuffer buffer = ByteBuffer.allocate(1024);

        ByteBuffer room(int bytes) {
            if (buffer.remaining() < bytes) {
                buffer = ByteBuffer.allocate(buffer.capacity() * 2).put(buffer.flip());
            }
            return buffer;
        }

        byte[] bytes() {
            return Arrays.copyOf(buffer.array(), buffer.position());
        }
    }
}
