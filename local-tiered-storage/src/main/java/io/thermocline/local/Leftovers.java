// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What processes that were killed left among the temporary files. An owner's earlier sessions are cleared at once, save
 * one that still holds the lock of its marker: then two processes have one owner's name, and neither harms the other.
 * Files of other owners are cleared when nothing was written to them for a day, by the filesystem's own clock.
 */
final class Leftovers {

    private static final Duration PATIENCE = Duration.ofHours(24);

    private final Path directory;
    private final TempName own;
    private final Instant now;

    /**
     * @param own any name of the session that clears
     * @param now the present time by the filesystem's clock
     */
    Leftovers(Path directory, TempName own, Instant now) {
        this.directory = directory;
        this.own = own;
        this.now = now;
    }

    /** Removes what can be removed; what cannot is in nobody's way, and must not keep the store from being used. */
    void clear() {
        try {
            clearSessions();
        } catch (IOException | DirectoryIteratorException e) {
            // The next start tries again.
            return;
        }
    }

    private void clearSessions() throws IOException {
        Map<TempName, List<TempName>> sessions = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Optional<TempName> name = TempName.parse(file.getFileName().toString());
                if (name.isEmpty()) {
                    removeIfOld(file);
                } else if (!name.get().process().equals(own.process())) {
                    // A look at a marker of this process would end its lock: closing any channel of a file does.
                    sessions.computeIfAbsent(name.get().marker(), marker -> new ArrayList<>())
                            .add(name.get());
                }
            }
        }
        for (Map.Entry<TempName, List<TempName>> session : sessions.entrySet()) {
            clear(session.getKey(), session.getValue());
        }
    }

    private void clear(TempName marker, List<TempName> files) {
        Path markerFile = directory.resolve(marker.toString());
        boolean mine = marker.owner().equals(own.owner());
        try (FileChannel channel = FileChannel.open(markerFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            boolean dead = lock != null;
            for (TempName file : files) {
                if (!file.isMarker()) {
                    clear(file, mine && dead);
                }
            }
            if (dead && (mine || isOld(markerFile))) {
                remove(markerFile);
            }
        } catch (NoSuchFileException e) {
            // A session ends by removing its marker and begins by locking it: whatever has none is over.
            for (TempName file : files) {
                clear(file, mine);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // Without file locks, or rights on the marker, only age tells.
            for (TempName file : files) {
                removeIfOld(directory.resolve(file.toString()));
            }
        }
    }

    private void clear(TempName name, boolean atOnce) {
        Path file = directory.resolve(name.toString());
        if (atOnce) {
            remove(file);
        } else {
            removeIfOld(file);
        }
    }

    private void removeIfOld(Path file) {
        if (isOld(file)) {
            remove(file);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A directory with something in it, a file in use on another host, a file of another user.
            return;
        }
    }

    private boolean isOld(Path file) {
        try {
            Optional<BasicFileAttributes> found = KeyPaths.attributes(file);
            return found.isPresent()
                    && found.get().lastModifiedTime().toInstant().plus(PATIENCE).isBefore(now);
        } catch (IOException e) {
            return false;
        }
    }
}
