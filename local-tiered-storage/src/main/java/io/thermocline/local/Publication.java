// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * The only way by which a staged file becomes an object: directories are made, the file gets its name in one step, and
 * all directory entries that lead to it are forced. An interrupt does not stop what has begun here.
 *
 * <p>A deletion may remove an empty directory just before the file gets its name in it; then it is made again. An answer
 * that a network filesystem lost is found out by looking which file now has the name.
 */
final class Publication {

    /** How often in a row others can remove a directory under a put before it gives up. */
    private static final int ATTEMPTS = 100;

    private final Directories directories;
    private final ObjectKey key;
    private final Path staged;
    private final Path target;

    Publication(Directories directories, ObjectKey key, Path staged, Path target) {
        this.directories = directories;
        this.key = key;
        this.staged = staged;
        this.target = target;
    }

    /** The step that gives the file its name. */
    @FunctionalInterface
    private interface Naming {
        void run() throws IOException;
    }

    /** Publishes the file if nothing has its name yet; it keeps its temporary name, too. */
    void create() throws IOException {
        Object identity = identityOf(staged);
        name(identity, () -> {
            try {
                Files.createLink(target, staged);
            } catch (UnsupportedOperationException e) {
                throw new StoreException.Failed("the filesystem of " + target + " has no hard links", e);
            }
        });
        try {
            directories.makeDurable(target.getParent());
        } catch (IOException e) {
            withdraw(identity);
            throw e;
        }
    }

    /** Publishes the file in place of what has its name; the caller holds the key's lock. */
    void replace() throws IOException {
        name(identityOf(staged), () -> Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE));
        directories.makeDurable(target.getParent());
    }

    private void name(Object identity, Naming naming) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                directories.make(target.getParent(), key);
                naming.run();
                return;
            } catch (StoreException e) {
                throw e;
            } catch (IOException e) {
                if (Objects.equals(identityOf(target), identity)) {
                    return;
                }
                checkTarget(e);
                if (identityOf(staged) == null) {
                    throw new StoreException.Unavailable(
                            "putting object %s lost its temporary file %s".formatted(key, staged), e);
                }
                if (attempt == ATTEMPTS || !mayGoAway(e)) {
                    throw e;
                }
            }
        }
    }

    /** Returns whether an error comes from directories that others make and remove. */
    private static boolean mayGoAway(IOException e) {
        return e instanceof NoSuchFileException
                || e instanceof FileAlreadyExistsException
                || FileErrors.says(e, "s a directory");
    }

    /** Throws if what stands in the way of the name will stay there. */
    private void checkTarget(IOException cause) throws IOException {
        Optional<BasicFileAttributes> found = KeyPaths.attributes(target);
        if (found.isEmpty()) {
            return;
        }
        if (!found.get().isDirectory()) {
            if (cause instanceof FileAlreadyExistsException) {
                throw new StoreException.PreconditionFailed("object " + key + " exists already", cause);
            }
        } else if (!directories.removeEmpty(target)) {
            throw new StoreException.Failed(
                    "there are objects below " + key + ", so it cannot be an object itself", cause);
        }
    }

    /** Takes an object back that did not become durable. */
    private void withdraw(Object identity) throws IOException {
        if (Objects.equals(identityOf(target), identity)) {
            Files.deleteIfExists(target);
        }
    }

    /** Returns what tells a file from all others there are, or null if there is none. */
    private static Object identityOf(Path file) throws IOException {
        return KeyPaths.attributes(file).map(BasicFileAttributes::fileKey).orElse(null);
    }
}
