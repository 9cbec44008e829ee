// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tries out, with a temporary file, everything that the store will ask of the filesystem. */
final class DirectoryCheck {

    private final Path root;
    private final TempFiles temps;
    private final KeyLocks locks;

    DirectoryCheck(Path root, TempFiles temps, KeyLocks locks) {
        this.root = root;
        this.temps = temps;
        this.locks = locks;
    }

    private interface Step {
        void run() throws IOException;
    }

    void run() throws StoreException {
        Path file = temps.next();
        Path link = temps.next();
        Path renamed = temps.next();
        try {
            step("writing a file", () -> TempFiles.create(file).close());
            step("making a hard link, which creating objects needs,", () -> {
                try {
                    Files.createLink(link, file);
                } catch (UnsupportedOperationException e) {
                    throw new IOException("not supported", e);
                }
            });
            step(
                    "renaming a file, which replacing objects needs,",
                    () -> Files.move(file, renamed, StandardCopyOption.ATOMIC_MOVE));
            step("forcing a directory, without which objects do not survive a power cut,", () -> {
                Directories.force(renamed.getParent());
                Directories.force(root);
            });
            step(
                    "locking a file, which replacing and deleting objects needs,",
                    () -> locks.inTurn(new ObjectKey("check"), () -> null));
            step("listing", this::list);
        } finally {
            step("removing a file", () -> {
                Files.deleteIfExists(file);
                Files.deleteIfExists(link);
                Files.deleteIfExists(renamed);
            });
        }
    }

    private void list() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            entries.forEach(entry -> {});
        }
    }

    private void step(String doing, Step step) throws StoreException {
        try {
            step.run();
        } catch (IOException e) {
            throw FileErrors.of(doing + " in local.path = " + root, e);
        }
    }
}
