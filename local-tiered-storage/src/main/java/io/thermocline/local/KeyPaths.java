// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Where an object's file is. No link is followed below the root, so that no key leads out of it. */
final class KeyPaths {

    private final Path root;

    KeyPaths(Path root) {
        this.root = root;
    }

    /** Returns the path of a key, which need not exist. */
    Path of(ObjectKey key) throws StoreException {
        if (isReserved(key.value())) {
            throw new StoreException.Failed("the key " + key + " is reserved; choose another key.prefix", null);
        }
        try {
            return root.resolve(key.value());
        } catch (InvalidPathException e) {
            throw new StoreException.Failed(
                    "the key %s cannot be a file name in the encoding %s; start the broker with LC_ALL=C.UTF-8"
                            .formatted(key, System.getProperty("sun.jnu.encoding")),
                    e);
        }
    }

    /**
     * Returns whether a key is not for objects: the store's own directory, what a filesystem keeps in its root, and the
     * names under which NFS clients keep files that were deleted while open.
     */
    static boolean isReserved(String key) {
        String first = key.substring(0, key.indexOf('/') < 0 ? key.length() : key.indexOf('/'));
        return first.equals(RootDirectory.RESERVED)
                || first.equals("lost+found")
                || key.startsWith(".nfs", key.lastIndexOf('/') + 1);
    }

    /** Returns the attributes of the object's file, or empty if there is no object. */
    Optional<BasicFileAttributes> find(Path file) throws IOException {
        if (!isDirectory(file.getParent())) {
            return Optional.empty();
        }
        Optional<BasicFileAttributes> found = attributes(file);
        if (found.isPresent()) {
            refuseLink(file, found.get());
        }
        return found.filter(BasicFileAttributes::isRegularFile);
    }

    /** Returns whether {@code directory} is the root or a directory below it. */
    boolean isDirectory(Path directory) throws IOException {
        Path step = root;
        for (int i = root.getNameCount(); i < directory.getNameCount(); i++) {
            step = step.resolve(directory.getName(i));
            Optional<BasicFileAttributes> found = attributes(step);
            if (found.isEmpty()) {
                return false;
            }
            refuseLink(step, found.get());
            if (!found.get().isDirectory()) {
                return false;
            }
        }
        return true;
    }

    static void refuseLink(Path path, BasicFileAttributes attributes) throws StoreException {
        if (attributes.isSymbolicLink()) {
            throw new StoreException.Denied(
                    path + " is a symbolic link, and none is followed below local.path; remove it", null);
        }
    }

    /** Returns the attributes of what is at a path, or empty if there is nothing. */
    static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (FileErrors.says(e, "Not a directory")) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
