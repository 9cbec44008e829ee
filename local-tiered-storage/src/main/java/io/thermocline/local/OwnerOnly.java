// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** With which permissions files and directories are made: nobody but the broker's user may look at them. */
final class OwnerOnly {

    private static final FileAttribute<?>[] NONE = {};

    private OwnerOnly() {}

    static FileAttribute<?>[] file(Path at) {
        return permissions(at, "rw-------");
    }

    static FileAttribute<?>[] directory(Path at) {
        return permissions(at, "rwx------");
    }

    private static FileAttribute<?>[] permissions(Path at, String permissions) {
        if (!at.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return NONE;
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
