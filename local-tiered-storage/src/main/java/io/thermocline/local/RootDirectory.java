// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The directory that is the store. It is taken into use once, when it is there for the first time; from then on nothing
 * re-creates it, so that a mount that goes away is not mistaken for an empty store, nor filled below its mount point.
 */
final class RootDirectory {

    /** The name of the directory, in the root, that holds what is not an object. */
    static final String RESERVED = ".thermocline";

    /** The root as it was found, links resolved, and the places the store needs for itself. */
    record Layout(Path root, Path tmp, Path locks) {
        static Layout of(Path root) {
            Path reserved = root.resolve(RESERVED);
            return new Layout(root, reserved.resolve("tmp"), reserved.resolve("locks"));
        }
    }

    private final Path configured;
    private volatile Layout layout;

    /** Names the root; creates it, if it may and can. What does not work now is said by the first use. */
    RootDirectory(Path configured, boolean create) {
        this.configured = configured;
        try {
            if (create) {
                Files.createDirectories(configured, OwnerOnly.directory(configured));
            }
            layout();
        } catch (IOException e) {
            layout = null;
        }
    }

    /** Returns where things are, or throws if the root was not there yet. */
    Layout layout() throws StoreException {
        Layout known = layout;
        return known == null ? takeIntoUse() : known;
    }

    private synchronized Layout takeIntoUse() throws StoreException {
        if (layout != null) {
            return layout;
        }
        String doing = "taking the directory " + configured + " into use";
        try {
            Layout found = Layout.of(configured.toRealPath());
            makeDirectory(found.tmp().getParent());
            makeDirectory(found.tmp());
            makeDirectory(found.locks());
            layout = found;
            return found;
        } catch (IOException e) {
            throw FileErrors.of(doing, e);
        }
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.createDirectory(directory, OwnerOnly.directory(directory));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
    }

    /** Throws if the root, once taken into use, is no longer what it was: then nothing may count as missing. */
    void checkPresent() throws StoreException {
        Path tmp = layout().tmp();
        if (!Files.isDirectory(tmp, LinkOption.NOFOLLOW_LINKS)) {
            throw new StoreException.Unavailable(
                    "the directory %s is gone or not mounted: there is no %s; mount it, or restart to begin anew"
                            .formatted(configured, tmp),
                    null);
        }
    }

    @Override
    public String toString() {
        return configured.toString();
    }
}
