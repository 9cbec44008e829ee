// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The directory of a filesystem tier. What is being written has a temporary file in {@code .thermocline/tmp}; such files
 * belong to no key, so they are the pending uploads of every prefix.
 */
public final class DirectoryView implements TierView {

    private static final String RESERVED = ".thermocline";
    /** What says that a process lives which writes here. */
    private static final String MARKER = ".live";

    private final Path root;

    public DirectoryView(Path root) {
        this.root = Objects.requireNonNull(root, "root");
    }

    @Override
    public List<StoredObject> list(String prefix) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException("there is no directory " + root + "; is it mounted?");
        }
        Path top = root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
        List<StoredObject> objects = new ArrayList<>();
        walk(top, (file, attributes) -> {
            StoredObject object = describe(file, attributes);
            if (object.key().startsWith(prefix) && !object.key().startsWith(RESERVED + "/")) {
                objects.add(object);
            }
        });
        objects.sort(Comparator.comparing(StoredObject::key));
        return objects;
    }

    @Override
    public List<PendingUpload> uploads(String prefix) throws IOException {
        List<PendingUpload> uploads = new ArrayList<>();
        walk(root.resolve(RESERVED).resolve("tmp"), (file, attributes) -> {
            StoredObject object = describe(file, attributes);
            if (!object.key().endsWith(MARKER)) {
                uploads.add(new PendingUpload(object.key(), object.version()));
            }
        });
        return uploads;
    }

    private StoredObject describe(Path file, BasicFileAttributes attributes) {
        return new StoredObject(
                root.relativize(file).toString(),
                attributes.size(),
                "%s of %s".formatted(attributes.fileKey(), attributes.lastModifiedTime()));
    }

    @FunctionalInterface
    private interface FileTaker {
        void take(Path file, BasicFileAttributes attributes);
    }

    /** Visits all files below a directory; those that go away meanwhile, and the directory itself, may be missing. */
    private static void walk(Path top, FileTaker taker) throws IOException {
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                taker.take(file, attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return goneOrFailed(failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                return goneOrFailed(failure);
            }
        });
    }

    private static FileVisitResult goneOrFailed(IOException failure) throws IOException {
        if (failure != null && !(failure instanceof NoSuchFileException)) {
            throw failure;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public Optional<byte[]> read(String key, long offset, int length) throws IOException {
        try (FileChannel file = FileChannel.open(root.resolve(key))) {
            int there = (int) Math.max(0, Math.min(length, file.size() - offset));
            ByteBuffer bytes = ByteBuffer.allocate(there);
            while (bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) {
                continue;
            }
            byte[] read = new byte[bytes.position()];
            bytes.flip().get(read);
            return Optional.of(read);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public String place() {
        return root.toString();
    }

    @Override
    public void close() {}
}
