// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache.disk;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of the disk cache: blocks one after another, each behind its head. It only grows; what a killed process left half
 * written at its end is not there. Nothing is synced: whoever reads a block verifies it.
 */
final class DiskFile implements Closeable {

    private static final Pattern NAME = Pattern.compile("thermocline-blocks-([0-9]{8})\\.cache");
    /** The largest number that a name has digits for. */
    static final int MOST_NUMBER = 99_999_999;

    private static final byte[] MAGIC = "THRMCACHE-1\n".getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private final int number;
    private final FileChannel channel;
    private long length;

    private DiskFile(Path path, int number, FileChannel channel, long length) {
        this.path = path;
        this.number = number;
        this.channel = channel;
        this.length = length;
    }

    /** Returns the number in the name of a file of the cache, or nothing if it has another name. */
    static Optional<Integer> numberOf(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() ? Optional.of(Integer.valueOf(name.group(1))) : Optional.empty();
    }

    static DiskFile create(Path directory, int number) throws IOException {
        Path path = directory.resolve(String.format(Locale.ROOT, "thermocline-blocks-%08d.cache", number));
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        DiskFile file = new DiskFile(path, number, channel, 0);
        try {
            file.writeFully(ByteBuffer.wrap(MAGIC));
            return file;
        } catch (IOException e) {
            file.delete();
            throw e;
        }
    }

    /** Opens a file that an earlier process wrote, or nothing if it did not write it. */
    static Optional<DiskFile> open(Path path) throws IOException {
        int number = numberOf(path).orElseThrow();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer magic = ByteBuffer.allocate(MAGIC.length);
        boolean whole = readSome(channel, magic, 0) && magic.flip().equals(ByteBuffer.wrap(MAGIC));
        if (!whole) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new DiskFile(path, number, channel, channel.size()));
    }

    int number() {
        return number;
    }

    /** Returns how much room it takes. */
    long length() {
        return length;
    }

    /**
     * Shows every whole record, with the position of its block's bytes. What comes after the last is cut off: no later scan
     * would find what is added behind it.
     */
    void scan(BiConsumer<DiskRecord, Long> visitor) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(DiskRecord.MOST_BYTES);
        long at = MAGIC.length;
        while (at < length) {
            readSome(channel, head.clear(), at);
            Optional<DiskRecord> record = DiskRecord.decode(head.flip());
            long data = at + record.map(DiskRecord::headBytes).orElse(0);
            long end = data + record.map(DiskRecord::bytes).orElse(0);
            if (record.isEmpty() || end > length) {
                break;
            }
            visitor.accept(record.get(), data);
            at = end;
        }
        if (at < length) {
            channel.truncate(at);
            length = at;
        }
    }

    /** Adds a block, and returns the position of its bytes. */
    long append(DiskRecord record, ByteBuffer bytes) throws IOException {
        ByteBuffer head = record.encode();
        long data = length + head.remaining();
        try {
            writeFully(head, bytes);
            return data;
        } catch (IOException e) {
            try {
                channel.truncate(length);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private void writeFully(ByteBuffer... buffers) throws IOException {
        channel.position(length);
        long all = 0;
        for (ByteBuffer buffer : buffers) {
            all += buffer.remaining();
        }
        long written = 0;
        while (written < all) {
            written += channel.write(buffers);
        }
        length += all;
    }

    /** Fills {@code target} from a position. */
    void read(long position, ByteBuffer target) throws IOException {
        if (!readSome(channel, target, position)) {
            throw new EOFException(path + " ends before the block at " + position + " does");
        }
    }

    /** Returns whether the target was filled. */
    private static boolean readSome(FileChannel channel, ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int n = channel.read(target, at);
            if (n < 0) {
                return false;
            }
            at += n;
        }
        return true;
    }

    void delete() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is deleted anyway.
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The next start finds it again.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
