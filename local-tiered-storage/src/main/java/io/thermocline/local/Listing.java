// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ListPage;
import io.thermocline.store.ListedObject;
import io.thermocline.store.ObjectKey;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * One page of a listing: a walk through the directories in the order of whole keys, in which a directory stands where
 * its name and a slash would. It passes by what cannot be on the page, and looks only at the files it names.
 */
final class Listing {

    private final Path root;
    private final String prefix;
    private final String after;
    private final int limit;
    private final StagedFile.Checkpoint checkpoint;
    private final List<ListedObject> found = new ArrayList<>();
    private boolean more;

    Listing(Path root, String prefix, Optional<ObjectKey> after, int limit, StagedFile.Checkpoint checkpoint) {
        this.root = root;
        this.prefix = prefix;
        this.after = after.map(ObjectKey::value).orElse("");
        this.limit = limit;
        this.checkpoint = checkpoint;
    }

    ListPage page() throws IOException {
        int slash = prefix.lastIndexOf('/');
        String start = prefix.substring(0, Math.max(slash, 0));
        if (slash < 0) {
            walk(root, "");
        } else if (isOurs(start) && new KeyPaths(root).isDirectory(root.resolve(start))) {
            walk(start);
        }
        return new ListPage(found, more);
    }

    /** Walks a directory whose objects' keys begin with {@code base}; returns whether there is room for others. */
    private boolean walk(Path directory, String base) throws IOException {
        PriorityQueue<String> pending = new PriorityQueue<>((a, b) -> ObjectKey.compareUtf8(a + "/", b + "/"));
        for (String key : candidates(directory, base)) {
            while (!pending.isEmpty() && ObjectKey.compareUtf8(pending.peek() + "/", key) < 0) {
                if (!walk(pending.poll())) {
                    return false;
                }
            }
            checkpoint.pass();
            Optional<BasicFileAttributes> attributes = KeyPaths.attributes(root.resolve(key));
            if (attributes.isEmpty()) {
                continue;
            }
            if (attributes.get().isDirectory() && mayHold(key + "/")) {
                pending.add(key);
            } else if (attributes.get().isRegularFile() && isWanted(key) && !add(key, attributes.get())) {
                return false;
            }
        }
        while (!pending.isEmpty()) {
            if (!walk(pending.poll())) {
                return false;
            }
        }
        return true;
    }

    private boolean walk(String directory) throws IOException {
        return walk(root.resolve(directory), directory + "/");
    }

    /** Returns, sorted, the keys of entries that are on the page if they are files, or lead to it if directories. */
    private List<String> candidates(Path directory, String base) throws IOException {
        List<String> keys = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                String key = base + name;
                // A name that does not survive being a text is none of the store's.
                boolean ours = (isWanted(key) || mayHold(key + "/"))
                        && isOurs(key)
                        && directory.resolve(name).equals(entry);
                if (ours) {
                    keys.add(key);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        keys.sort(ObjectKey::compareUtf8);
        return keys;
    }

    private boolean isWanted(String key) {
        return key.startsWith(prefix) && ObjectKey.compareUtf8(key, after) > 0;
    }

    /** Returns whether keys that begin with {@code base} may be wanted. */
    private boolean mayHold(String base) {
        return (base.startsWith(prefix) || prefix.startsWith(base))
                && (ObjectKey.compareUtf8(base, after) > 0 || after.startsWith(base));
    }

    private boolean add(String key, BasicFileAttributes attributes) {
        if (found.size() == limit) {
            more = true;
            return false;
        }
        found.add(new ListedObject(
                new ObjectKey(key),
                attributes.size(),
                attributes.lastModifiedTime().toInstant()));
        return true;
    }

    private static boolean isOurs(String text) {
        try {
            return !KeyPaths.isReserved(new ObjectKey(text).value());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
