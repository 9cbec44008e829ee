// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.segment.SegmentContent.Piece;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A file of a segment, opened once: the broker may rename it while it is being copied, and its length is what it was
 * when it was opened. A scan records the checksum of a chunk; whoever reads that chunk afterwards gets the bytes that were
 * scanned, or an exception.
 */
final class SourceFile implements Piece, Closeable {

    /** A position within a file of a segment is an {@code int} wherever the broker has one. */
    private static final long MOST_BYTES = Integer.MAX_VALUE;

    private final Path path;
    private final FileChannel channel;
    private final long length;
    private final int chunkBytes;
    private final int[] chunkChecksums;
    private int checksum;

    private SourceFile(Path path, FileChannel channel, long length, int chunkBytes) {
        this.path = path;
        this.channel = channel;
        this.length = length;
        this.chunkBytes = chunkBytes;
        this.chunkChecksums = new int[BlockTable.blocksIn(length, chunkBytes)];
    }

    static SourceFile open(Path path, int chunkBytes) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            long length = channel.size();
            if (length > MOST_BYTES) {
                throw new BrokenSegmentException(
                        "%s has %d bytes; no file of a segment has more than %d: it was not copied"
                                .formatted(path, length, MOST_BYTES));
            }
            return new SourceFile(path, channel, length, chunkBytes);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int chunkBytes() {
        return chunkBytes;
    }

    /** Returns the checksum of the whole file, once it was scanned as a whole. */
    int checksum() {
        return checksum;
    }

    /** Returns the checksums of the chunks, once they were scanned. */
    int[] chunkChecksums() {
        return chunkChecksums.clone();
    }

    /** Returns the number of chunks. */
    int chunks() {
        return chunkChecksums.length;
    }

    /**
     * Reads a chunk, records its checksum, and shows all of its bytes to the visitor.
     *
     * @param room what is read into, as much at a time as it has capacity for; what has capacity for a whole chunk is left
     *     holding it, with its position at the end
     */
    void scanChunk(int chunk, ByteBuffer room, Consumer<ByteBuffer> visitor) throws IOException {
        CRC32C crc = new CRC32C();
        long at = (long) chunk * chunkBytes;
        long end = at + chunkLength(chunk);
        while (at < end) {
            room.clear().limit((int) Math.min(room.capacity(), end - at));
            fill(room, at);
            crc.update(room.flip());
            at += room.limit();
            visitor.accept(room.duplicate().rewind());
        }
        chunkChecksums[chunk] = (int) crc.getValue();
    }

    /** Scans all chunks, and records the checksum of the whole file too. */
    void scanWhole(ByteBuffer room) throws IOException {
        CRC32C whole = new CRC32C();
        for (int chunk = 0; chunk < chunks(); chunk++) {
            scanChunk(chunk, room, whole::update);
        }
        checksum = (int) whole.getValue();
    }

    /** Fills {@code target}, which has room for exactly that chunk, with the bytes that were scanned. */
    @Override
    public void readChunk(int chunk, ByteBuffer target) throws IOException {
        ByteBuffer view = target.duplicate();
        fill(target, (long) chunk * chunkBytes);
        int crc = crcOf(view);
        if (crc != chunkChecksums[chunk]) {
            throw new SourceChangedException(
                    "%s changed while it was being copied: bytes %d to %d had checksum %08x and now have %08x"
                            .formatted(
                                    path,
                                    (long) chunk * chunkBytes,
                                    (long) chunk * chunkBytes + chunkLength(chunk) - 1,
                                    chunkChecksums[chunk],
                                    crc));
        }
    }

    @Override
    public int chunkLength(int chunk) {
        return (int) Math.min(chunkBytes, length - (long) chunk * chunkBytes);
    }

    private void fill(ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int n = channel.read(target, at);
            if (n < 0) {
                throw new SourceChangedException(
                        "%s was %d bytes long when it was opened and now ends at %d".formatted(path, length, at));
            }
            at += n;
        }
    }

    private static int crcOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return path + " (" + length + " bytes)";
    }
}
