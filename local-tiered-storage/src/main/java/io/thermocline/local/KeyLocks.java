// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ObjectKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Lets those who replace or remove one object take turns, in this process and in all others that use the directory.
 *
 * <p>Which of the lock files belongs to a key is part of the store's format: all processes must agree on it. The files
 * stay where they are.
 */
final class KeyLocks {

    private static final int FILES = 64;

    /** What is done while the lock is held. */
    @FunctionalInterface
    interface Turn<T> {
        T run() throws IOException;
    }

    private final Path locks;

    KeyLocks(Path locks) {
        this.locks = locks;
    }

    <T> T inTurn(ObjectKey key, Turn<T> turn) throws IOException {
        CRC32C hash = new CRC32C();
        hash.update(key.value().getBytes(StandardCharsets.UTF_8));
        Path file = locks.resolve("%02x".formatted(hash.getValue() % FILES));
        synchronized (acrossClassLoaders(file)) {
            try (FileChannel channel = open(file)) {
                FileLock lock = channel.lock();
                T result = turn.run();
                lock.release();
                return result;
            }
        }
    }

    /**
     * Returns what all users of a lock file in this JVM synchronize on. The system's lock belongs to the process, and
     * closing any channel of the file ends it, so no two channels of it may be open here at once, also not when two
     * plugins of one broker, in class loaders of their own, share the directory: only interned strings are one for all.
     */
    private static String acrossClassLoaders(Path file) {
        return ("io.thermocline.local.KeyLocks:" + file).intern();
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                OwnerOnly.file(file));
    }
}
