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
    /** What tells the staged file from all others, under whichever name. */
    private final Optional<Object> identity;

    private Publication(Directories directories, ObjectKey key, Path staged, Path target, Optional<Object> identity) {
        this.directories = directories;
        this.key = key;
        this.staged = staged;
        this.target = target;
        this.identity = identity;
    }

    /** Prepares to publish {@code staged} as the object {@code key}, whose path is {@code target}. */
    static Publication of(Directories directories, ObjectKey key, Path staged, Path target) throws IOException {
        return new Publication(directories, key, staged, target, identityOf(staged));
    }

    /** A step of the publication. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Publishes the file if nothing has its name yet; it keeps its temporary name, too. */
    void create() throws IOException {
        name(() -> {
            try {
                Files.createLink(target, staged);
            } catch (UnsupportedOperationException e) {
                throw new StoreException.Failed("the filesystem of " + target + " has no hard links", e);
            }
        });
        makeDurableOr(this::withdraw);
    }

    /**
     * Publishes the file in place of what has its name; the caller holds the key's lock. A file that replaced another and
     * did not become durable stays: the other is gone.
     */
    void replace() throws IOException {
        boolean first = KeyPaths.attributes(target).isEmpty();
        name(() -> Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE));
        makeDurableOr(first ? this::withdraw : () -> {});
    }

    private void makeDurableOr(Step otherwise) throws IOException {
        try {
            directories.makeDurable(target.getParent());
        } catch (IOException e) {
            try {
                otherwise.run();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void name(Step naming) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                directories.make(target.getParent(), key);
                naming.run();
                return;
            } catch (StoreException e) {
                throw e;
            } catch (IOException e) {
                if (isNamed()) {
                    return;
                }
                checkTarget(e);
                if (KeyPaths.attributes(staged).isEmpty()) {
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
    private void withdraw() throws IOException {
        if (isNamed()) {
            Files.deleteIfExists(target);
        }
    }

    /** Returns whether the file has its name. */
    private boolean isNamed() throws IOException {
        return identity.isPresent() && identityOf(target).equals(identity);
    }

    private static Optional<Object> identityOf(Path file) throws IOException {
        return KeyPaths.attributes(file).map(BasicFileAttributes::fileKey);
    }
}
