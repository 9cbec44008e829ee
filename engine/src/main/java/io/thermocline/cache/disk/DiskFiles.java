// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache.disk;

import io.thermocline.cache.disk.DiskIndex.Place;
import io.thermocline.store.ObjectKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a disk cache in a directory that no other process uses at the same time. Blocks are added to the newest file;
 * when there is no room for another file, the oldest goes. Nothing that has another name or another beginning is touched.
 * Blocks are added by one thread at a time, and read by any number.
 */
public final class DiskFiles implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(DiskFiles.class);

    private static final String LOCK = "thermocline-cache.lock";
    private static final long MIB = 1024 * 1024;
    private static final long LARGEST_FILE = 256 * MIB;
    private static final int FILES = 16;

    private final Path directory;
    private final long mostBytes;
    private final long fileBytes;
    private final FileChannel lockChannel;
    private final DiskIndex index = new DiskIndex();
    private final NavigableMap<Integer, DiskFile> files = new ConcurrentSkipListMap<>();
    private int nextNumber;

    private DiskFiles(Path directory, long mostBytes, FileChannel lockChannel) {
        this.directory = directory;
        this.mostBytes = mostBytes;
        this.fileBytes = Math.min(LARGEST_FILE, mostBytes / FILES);
        this.lockChannel = lockChannel;
    }

    /**
     * Opens the directory, which is made if it is missing, and finds the blocks that earlier processes left.
     *
     * @return nothing if another process uses it
     */
    public static Optional<DiskFiles> open(Path directory, long mostBytes) throws IOException {
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            DiskFiles opened = new DiskFiles(directory, mostBytes, channel);
            opened.findBlocks();
            return Optional.of(opened);
        } catch (OverlappingFileLockException e) {
            channel.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void findBlocks() throws IOException {
        List<Path> found;
        try (Stream<Path> all = Files.list(directory)) {
            found = all.filter(path -> DiskFile.numberOf(path).isPresent())
                    .sorted(Comparator.comparing(path -> DiskFile.numberOf(path).orElseThrow()))
                    .toList();
        }
        for (Path path : found) {
            nextNumber = DiskFile.numberOf(path).orElseThrow() + 1;
            Optional<DiskFile> opened = DiskFile.open(path);
            if (opened.isEmpty()) {
                LOG.warn("{} is in the way of the disk cache, but it did not write it: it is left alone", path);
                continue;
            }
            DiskFile file = opened.get();
            files.put(file.number(), file);
            file.scan(
                    (record, position) -> index.put(record.key(), record.block(), new Place(file.number(), position)));
        }
        while (bytes() > mostBytes) {
            removeOldest();
        }
    }

    public boolean has(ObjectKey key, int block) {
        return index.find(key, block).isPresent();
    }

    /** Fills {@code target} with a block. Returns false if it is not here. */
    public boolean read(ObjectKey key, int block, ByteBuffer target) throws IOException {
        Optional<Place> place = index.find(key, block);
        DiskFile file = place.map(p -> files.get(p.file())).orElse(null);
        if (file == null) {
            return false;
        }
        file.read(place.get().position(), target);
        return true;
    }

    /** Adds a block, which makes room for itself. */
    public void add(ObjectKey key, int block, ByteBuffer bytes) throws IOException {
        DiskRecord record = new DiskRecord(key, block, bytes.remaining());
        DiskFile file = fileFor(record.headBytes() + bytes.remaining());
        long position = file.append(record, bytes);
        index.put(key, block, new Place(file.number(), position));
    }

    private DiskFile fileFor(int bytes) throws IOException {
        DiskFile newest = files.isEmpty() ? null : files.lastEntry().getValue();
        if (newest != null && newest.length() + bytes <= fileBytes) {
            return newest;
        }
        while (!files.isEmpty() && bytes() + Math.max(fileBytes, bytes) > mostBytes) {
            removeOldest();
        }
        DiskFile created = create();
        files.put(created.number(), created);
        return created;
    }

    /** Makes the next file. A file of that name that somebody else made is left alone. */
    private DiskFile create() throws IOException {
        if (nextNumber > DiskFile.MOST_NUMBER) {
            // After petabytes, or because somebody else made a file with the last name there is.
            while (!files.isEmpty()) {
                removeOldest();
            }
            nextNumber = 0;
        }
        while (nextNumber <= DiskFile.MOST_NUMBER) {
            try {
                return DiskFile.create(directory, nextNumber++);
            } catch (FileAlreadyExistsException e) {
                LOG.warn("{} is in the way of the disk cache, but it did not write it: it is left alone", e.getFile());
            }
        }
        throw new IOException("there is no name left for a file in " + directory);
    }

    /** Gives the oldest file's room back, unless it is the only one. */
    public void shrink() {
        if (files.size() > 1) {
            removeOldest();
        }
    }

    private void removeOldest() {
        DiskFile oldest = files.pollFirstEntry().getValue();
        index.removeFile(oldest.number());
        oldest.delete();
    }

    public void remove(ObjectKey key, int block) {
        index.remove(key, block);
    }

    public void remove(ObjectKey key) {
        index.remove(key);
    }

    /** Returns how much room all files take. */
    public long bytes() {
        return files.values().stream().mapToLong(DiskFile::length).sum();
    }

    @Override
    public void close() throws IOException {
        List<Closeable> all = new ArrayList<>(files.values());
        all.add(lockChannel);
        IOException failed = null;
        for (Closeable each : all) {
            try {
                each.close();
            } catch (IOException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
