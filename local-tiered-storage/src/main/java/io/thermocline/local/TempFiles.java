// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where objects are written before they are published. A session of its own marks its files as in use, for as long as
 * the process lives, so that the next start of the same owner can tell them from leftovers.
 */
final class TempFiles implements AutoCloseable {

    private final Path directory;
    private final TempName marker;
    private final AtomicLong made = new AtomicLong();
    private final FileChannel markerChannel;

    private TempFiles(Path directory, TempName marker, FileChannel markerChannel) {
        this.directory = directory;
        this.marker = marker;
        this.markerChannel = markerChannel;
    }

    /** Begins a session and clears away what earlier ones left behind. */
    static TempFiles open(Path directory, String owner) throws IOException {
        while (true) {
            String session = Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, 36);
            TempName marker = new TempName(owner, thisProcess(), session, TempName.MARKER);
            Path file = directory.resolve(marker.toString());
            FileChannel channel = create(file);
            try {
                lock(channel);
                Optional<BasicFileAttributes> present = KeyPaths.attributes(file);
                if (present.isPresent()) {
                    FileTime now = present.get().lastModifiedTime();
                    new Leftovers(directory, marker, now.toInstant()).clear();
                    return new TempFiles(directory, marker, channel);
                }
                channel.close();
            } catch (IOException | RuntimeException e) {
                channel.close();
                Files.deleteIfExists(file);
                throw e;
            }
        }
    }

    /** Locks the marker; without file locks only age tells leftovers, and the store works nevertheless. */
    private static void lock(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            assert lock == null || lock.isValid();
        } catch (IOException e) {
            return;
        }
    }

    /** Tells this process from all others that had the same owner's name, whichever class loader asks. */
    private static String thisProcess() {
        return Long.toString(ProcessHandle.current().pid(), 36)
                + "-"
                + Long.toString(ManagementFactory.getRuntimeMXBean().getStartTime(), 36);
    }

    /** Returns a path, for a file yet to be made, that no other session and no other caller gets. */
    Path next() {
        return directory.resolve(
                marker.of(Long.toString(made.incrementAndGet(), 36)).toString());
    }

    /** Makes a new file that only the owner may look at, and opens it for writing. */
    static FileChannel create(Path file) throws IOException {
        try {
            return FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    OwnerOnly.file(file));
        } catch (FileAlreadyExistsException e) {
            throw new IOException("the temporary file " + file + " exists already", e);
        }
    }

    /** Ends the session; what it still has on disk is removed by whoever wrote it, or the next start. */
    @Override
    public void close() {
        try (markerChannel) {
            Files.deleteIfExists(directory.resolve(marker.toString()));
        } catch (IOException e) {
            // The root is away: the next start finds the marker unlocked and removes it.
            return;
        }
    }
}
