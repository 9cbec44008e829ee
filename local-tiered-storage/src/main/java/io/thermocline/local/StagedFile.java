// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;

/** An object whose bytes are on disk, forced, and not yet to be seen. Closing it removes what was not published. */
final class StagedFile implements AutoCloseable {

    private final Path path;
    private final ObjectVersion version;

    private StagedFile(Path path, ObjectVersion version) {
        this.path = path;
        this.version = version;
    }

    Path path() {
        return path;
    }

    ObjectVersion version() {
        return version;
    }

    /** Something that is asked again and again during a long copy, and throws to end it. */
    @FunctionalInterface
    interface Checkpoint {
        void pass() throws StoreException;
    }

    /** Writes a content to {@code path}, which must be new. When this throws, there is no file. */
    static StagedFile write(Path path, ObjectKey key, ObjectContent content, CopyBuffers buffers, Checkpoint checkpoint)
            throws IOException {
        Writing writing = new Writing(path, key, content, checkpoint);
        boolean written = false;
        try {
            StagedFile staged = writing.run(buffers);
            written = true;
            return staged;
        } finally {
            if (!written) {
                remove(path);
            }
        }
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The next start of this owner clears it; what ended the put is worth more to the caller.
            return;
        }
    }

    @Override
    public void close() {
        remove(path);
    }

    private static final class Writing {
        private final Path path;
        private final String doing;
        private final ObjectContent content;
        private final Checkpoint checkpoint;
        private long written;

        Writing(Path path, ObjectKey key, ObjectContent content, Checkpoint checkpoint) {
            this.path = path;
            this.doing = "putting object " + key;
            this.content = content;
            this.checkpoint = checkpoint;
        }

        /** Errors of the file become the store's; whatever the content throws passes as it is. */
        StagedFile run(CopyBuffers buffers) throws IOException {
            try (FileChannel file = create()) {
                Optional<ObjectVersion> stamp = Versions.stamp(path);
                Optional<MessageDigest> digest =
                        stamp.isPresent() ? Optional.empty() : Optional.of(Versions.newDigest());
                ByteBuffer buffer = buffers.take();
                try (ReadableByteChannel reading = content.open(0)) {
                    copy(reading, file, buffer, digest);
                } catch (ClosedByInterruptException e) {
                    throw FileErrors.of(doing, e);
                } finally {
                    buffers.giveBack(buffer);
                }
                checkLength();
                force(file);
                return new StagedFile(path, stamp.orElseGet(() -> Versions.ofDigest(digest.orElseThrow())));
            }
        }

        private FileChannel create() throws StoreException {
            try {
                return TempFiles.create(path);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private void copy(
                ReadableByteChannel reading, FileChannel file, ByteBuffer buffer, Optional<MessageDigest> digest)
                throws IOException {
            boolean more = true;
            while (more) {
                checkpoint.pass();
                buffer.clear();
                while (buffer.hasRemaining() && more) {
                    more = reading.read(buffer) >= 0;
                }
                buffer.flip();
                digest.ifPresent(all -> all.update(buffer.duplicate()));
                write(file, buffer);
            }
        }

        private void write(FileChannel file, ByteBuffer buffer) throws StoreException {
            try {
                while (buffer.hasRemaining()) {
                    written += file.write(buffer);
                }
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private void force(FileChannel file) throws StoreException {
            try {
                file.force(true);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private void checkLength() throws StoreException {
            long said = content.length().orElse(written);
            if (said != written) {
                throw new StoreException.Failed(
                        "%s failed: its content was to have %d bytes, but has %d".formatted(doing, said, written),
                        null);
            }
        }

        private StoreException failed(IOException e) {
            long needed = content.length().orElse(written + 1);
            long usable = Long.MAX_VALUE;
            try {
                usable = Files.getFileStore(path.getParent()).getUsableSpace();
            } catch (IOException unknown) {
                e.addSuppressed(unknown);
            }
            return FileErrors.ofWriting(doing, needed, usable, String.valueOf(path.getParent()), e);
        }
    }
}
