// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the directories that objects need, sees to it that they survive a power cut, and removes empty ones. */
final class Directories {

    private static final int MOST_REMEMBERED = 10_000;

    private final Path root;
    /** Directories, by identity, whose entries in their parents were forced; one that is made anew is another. */
    private final Map<Path, Object> durable = new ConcurrentHashMap<>();

    Directories(Path root) {
        this.root = root;
    }

    /** Makes {@code directory} and those above it, below the root, as far as they are missing, for {@code key}. */
    void make(Path directory, ObjectKey key) throws IOException {
        Path step = root;
        for (int i = root.getNameCount(); i < directory.getNameCount(); i++) {
            step = step.resolve(directory.getName(i));
            Optional<BasicFileAttributes> found = KeyPaths.attributes(step);
            if (found.isEmpty()) {
                try {
                    Files.createDirectory(step, OwnerOnly.directory(step));
                    continue;
                } catch (FileAlreadyExistsException e) {
                    found = KeyPaths.attributes(step);
                }
            }
            if (found.isPresent() && !found.get().isDirectory()) {
                KeyPaths.refuseLink(step, found.get());
                throw new StoreException.Failed(
                        step + " is an object, so " + key + ", which is below it, cannot be one", null);
            }
        }
    }

    /** Makes the entries of {@code directory} durable, and the way to it from the root. */
    void makeDurable(Path directory) throws IOException {
        forceIfThere(directory);
        for (Path step = directory; !step.equals(root); step = step.getParent()) {
            Object identity =
                    KeyPaths.attributes(step).map(BasicFileAttributes::fileKey).orElse(null);
            if (identity == null || !identity.equals(durable.get(step))) {
                forceIfThere(step.getParent());
                remember(step, identity);
            }
        }
    }

    private void remember(Path directory, Object identity) {
        if (identity != null) {
            if (durable.size() >= MOST_REMEMBERED) {
                durable.clear();
            }
            durable.put(directory, identity);
        }
    }

    /** Removes {@code directory} and those above it as far as they are empty, and returns the first that is left. */
    Path prune(Path directory) throws IOException {
        Path step = directory;
        while (!step.equals(root) && removeEmpty(step)) {
            step = step.getParent();
        }
        return step;
    }

    /** Removes {@code directory} if it is one and empty, and returns whether there is no such directory any more. */
    boolean removeEmpty(Path directory) throws IOException {
        durable.remove(directory);
        try (DirectoryStream<Path> parent = Files.newDirectoryStream(directory.getParent())) {
            if (parent instanceof SecureDirectoryStream<Path> secure) {
                // Unlike Files.delete, this never removes an object that has taken the directory's place.
                secure.deleteDirectory(directory.getFileName());
            } else if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(directory);
            }
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return true;
        }
    }

    /** Forces a directory; one that has gone meanwhile held nothing that anybody still wants. */
    void forceIfThere(Path directory) throws IOException {
        try {
            force(directory);
        } catch (NoSuchFileException e) {
            if (directory.equals(root)) {
                throw e;
            }
        }
    }

    /** Forces a directory, whether or not the thread is interrupted: what was published must become durable. */
    static void force(Path directory) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
