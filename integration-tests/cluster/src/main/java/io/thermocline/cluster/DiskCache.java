// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.store.testing.Mount;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** The disk of a broker's block cache: a small filesystem of its own, which can be filled; a directory where none may be mounted. */
public final class DiskCache implements AutoCloseable {

    private static final long DISK_BYTES = 80L << 20;
    private static final long CACHE_BYTES = 64L << 20;
    private static final int CHUNK = 1 << 16;

    private final Path directory;
    private final Optional<Mount> mount;

    private DiskCache(Path directory, Optional<Mount> mount) {
        this.directory = directory;
        this.mount = mount;
    }

    static DiskCache at(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return new DiskCache(directory, Optional.of(Mount.of("tmpfs", "size=" + DISK_BYTES, directory)));
        } catch (TestAbortedException notAllowed) {
            return new DiskCache(directory, Optional.empty());
        }
    }

    Map<String, String> settings() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("rsm.config.cache.disk.path", directory.toString());
        lines.put("rsm.config.cache.disk.bytes", Long.toString(CACHE_BYTES));
        return lines;
    }

    /** Returns whether it is a filesystem of its own. */
    public boolean canBeFilled() {
        return mount.isPresent();
    }

    /** Takes all the space that is left. */
    public void fill() {
        try (OutputStream out = Files.newOutputStream(filler())) {
            byte[] chunk = new byte[CHUNK];
            for (long written = 0; written < DISK_BYTES; written += CHUNK) {
                out.write(chunk);
            }
        } catch (IOException full) {
            return;
        }
    }

    /** Gives the space back. */
    public void free() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    @Override
    public void close() {
        mount.ifPresent(Mount::close);
    }
}
