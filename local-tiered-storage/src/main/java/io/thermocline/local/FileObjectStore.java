// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.Admission;
import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStat;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.SelfCheck;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A directory as an object store: an object is the file whose path below the root is its key.
 *
 * <p>Who creates an object links it into place, which fails if another was there first; who replaces or removes one
 * holds the lock of its key meanwhile, so that a version compared is the version replaced. Readers need no lock: an open
 * file stays what it was.
 */
final class FileObjectStore implements ObjectStore, SelfCheck {

    private final RootDirectory root;
    private final String owner;
    private final Admission admission;
    private final CopyBuffers buffers = new CopyBuffers();
    private volatile Places places;
    private volatile TempFiles temps;

    /** What is known once the root is in use. */
    private record Places(KeyPaths paths, Directories directories, KeyLocks locks, Path root, Path tmp) {}

    private FileObjectStore(RootDirectory root, String owner) {
        this.root = root;
        this.owner = owner;
        this.admission = new Admission(root.toString());
    }

    /** Opens the directory; if it cannot be used now, that is what the verbs will say until it can. */
    static FileObjectStore open(Path path, boolean create, String owner) {
        FileObjectStore store = new FileObjectStore(new RootDirectory(path, create), owner);
        try {
            store.temps("opening " + path);
        } catch (StoreException e) {
            return store;
        }
        return store;
    }

    private Places places() throws StoreException {
        Places known = places;
        if (known == null) {
            RootDirectory.Layout layout = root.layout();
            Path at = layout.root();
            known = new Places(new KeyPaths(at), new Directories(at), new KeyLocks(layout.locks()), at, layout.tmp());
            places = known;
        }
        return known;
    }

    private TempFiles temps(String doing) throws StoreException {
        TempFiles known = temps;
        return known == null ? openTemps(doing) : known;
    }

    /** Begins a session of temporary files; a directory that can only be read has none. */
    private synchronized TempFiles openTemps(String doing) throws StoreException {
        admission.admit(doing, Deadline.never());
        if (temps == null) {
            try {
                temps = TempFiles.open(places().tmp(), owner);
            } catch (IOException e) {
                throw FileErrors.of(doing, e);
            }
        }
        return temps;
    }

    @Override
    public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
        String doing = "putting object " + key;
        admission.admit(doing, Deadline.never());
        Path target = places().paths().of(key);
        refuseEarly(doing, key, target, mode);
        StagedFile.Checkpoint checkpoint = () -> admission.admit(doing, Deadline.never());
        try (StagedFile staged = StagedFile.write(temps(doing).next(), key, content, buffers, checkpoint)) {
            checkpoint.pass();
            publish(key, staged, target, mode);
            return staged.version();
        }
    }

    /** Spares a put that is bound to fail the copying; whether it may happen is decided when it is published. */
    private void refuseEarly(String doing, ObjectKey key, Path target, PutMode mode) throws StoreException {
        try {
            Optional<BasicFileAttributes> present = places().paths().find(target);
            if (mode instanceof PutMode.CreateOnly && present.isPresent()) {
                throw new StoreException.PreconditionFailed("object " + key + " exists already");
            }
            if (mode instanceof PutMode.ReplaceVersion && present.isEmpty()) {
                root.checkPresent();
                throw new StoreException.PreconditionFailed("there is no object " + key + " to replace");
            }
        } catch (IOException e) {
            throw FileErrors.of(doing, e);
        }
    }

    private void publish(ObjectKey key, StagedFile staged, Path target, PutMode mode) throws StoreException {
        String doing = "putting object " + key;
        Places at = places();
        try {
            Publication publication = Publication.of(at.directories(), key, staged.path(), target);
            if (mode instanceof PutMode.CreateOnly) {
                publication.create();
                return;
            }
            at.locks().inTurn(key, () -> {
                if (mode instanceof PutMode.ReplaceVersion replace) {
                    checkVersion(key, target, replace.expected());
                }
                publication.replace();
                return null;
            });
        } catch (IOException e) {
            throw FileErrors.of(doing, e);
        }
    }

    private static void checkVersion(ObjectKey key, Path target, ObjectVersion expected) throws IOException {
        ObjectVersion present;
        try {
            present = Versions.of(target);
        } catch (NoSuchFileException e) {
            throw new StoreException.PreconditionFailed("there is no object " + key + " to replace", e);
        }
        if (!present.equals(expected)) {
            throw new StoreException.PreconditionFailed(
                    "object %s should have version %s, but has %s".formatted(key, expected.token(), present.token()));
        }
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        long wanted = targets.remaining();
        if (offset < 0 || wanted == 0) {
            throw new IllegalArgumentException("a read of " + wanted + " bytes from offset " + offset);
        }
        String doing = "reading object " + key;
        admission.admit(doing, deadline);
        try (FileChannel file = openForReading(key)) {
            new FileReading(key, file, () -> admission.admit(doing, deadline)).fill(offset, targets);
        } catch (IOException e) {
            throw FileErrors.of(doing, e);
        }
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        if (!target.hasRemaining()) {
            throw new IllegalArgumentException("a suffix of no bytes");
        }
        String doing = "reading the end of object " + key;
        admission.admit(doing, deadline);
        try (FileChannel file = openForReading(key)) {
            return new FileReading(key, file, () -> admission.admit(doing, deadline)).fillWithEnd(target);
        } catch (IOException e) {
            throw FileErrors.of(doing, e);
        }
    }

    private FileChannel openForReading(ObjectKey key) throws IOException {
        Places at = places();
        Path file = at.paths().of(key);
        if (at.paths().find(file).isEmpty()) {
            throw missing(key);
        }
        try {
            return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw missing(key);
        }
    }

    /** Returns what to throw for an object that is not there; an absent mount proves no object absent. */
    private StoreException missing(ObjectKey key) throws StoreException {
        root.checkPresent();
        return new StoreException.NotFound(key);
    }

    @Override
    public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        String doing = "looking at object " + key;
        admission.admit(doing, deadline);
        KeyPaths paths = places().paths();
        Path file = paths.of(key);
        try {
            while (true) {
                admission.admit(doing, deadline);
                BasicFileAttributes before = paths.find(file).orElseThrow(() -> new NoSuchFileException(key.value()));
                ObjectVersion version = Versions.of(file);
                Optional<BasicFileAttributes> after = paths.find(file);
                if (after.isPresent() && isSame(before, after.get())) {
                    return new ObjectStat(
                            before.size(), version, before.lastModifiedTime().toInstant());
                }
            }
        } catch (NoSuchFileException e) {
            throw missing(key);
        } catch (IOException e) {
            throw FileErrors.of(doing, e);
        }
    }

    private static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
        return one.size() == other.size()
                && one.lastModifiedTime().equals(other.lastModifiedTime())
                && (one.fileKey() == null || one.fileKey().equals(other.fileKey()));
    }

    @Override
    public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
            throws StoreException {
        if (limit < 1) {
            throw new IllegalArgumentException("a page of at most " + limit + " entries");
        }
        String doing = "listing '" + prefix + "'";
        admission.admit(doing, deadline);
        Path at = places().root();
        try {
            ListPage page = new Listing(at, prefix, startAfter, limit, () -> admission.admit(doing, deadline)).page();
            root.checkPresent();
            return page;
        } catch (IOException e) {
            throw FileErrors.of(doing, e);
        }
    }

    @Override
    public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        String doing = "deleting " + keys.size() + " objects";
        admission.admit(doing, deadline);
        Places at = places();
        Set<Path> changed = new LinkedHashSet<>();
        try {
            for (ObjectKey key : keys) {
                delete(at, key, deadline, changed);
            }
        } finally {
            force(at, doing, changed);
        }
        root.checkPresent();
    }

    private void delete(Places at, ObjectKey key, Deadline deadline, Set<Path> changed) throws StoreException {
        String doing = "deleting object " + key;
        admission.admit(doing, deadline);
        Path file = at.paths().of(key);
        try {
            if (at.paths().find(file).isEmpty()) {
                return;
            }
            at.locks().inTurn(key, () -> {
                if (at.paths().find(file).isPresent()) {
                    Files.deleteIfExists(file);
                }
                return null;
            });
            changed.add(at.directories().prune(file.getParent()));
        } catch (IOException e) {
            throw FileErrors.of(doing, e);
        }
    }

    private static void force(Places at, String doing, Set<Path> directories) throws StoreException {
        try {
            for (Path directory : directories) {
                at.directories().forceIfThere(directory);
            }
        } catch (IOException e) {
            throw FileErrors.of(doing, e);
        }
    }

    @Override
    public void check(Deadline deadline) throws StoreException {
        String doing = "checking the directory " + root;
        admission.admit(doing, deadline);
        Places at = places();
        root.checkPresent();
        new DirectoryCheck(at.root(), temps(doing), at.locks()).run();
    }

    @Override
    public synchronized void close() {
        admission.close();
        if (temps != null) {
            temps.close();
        }
    }
}
