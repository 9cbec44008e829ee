// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.tier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The tier of a broker, looked at from outside. */
public final class TierDirectory {

    private final Path root;

    public TierDirectory(Path root) {
        this.root = root;
    }

    /** Returns the segments of a topic, ordered by partition and offset, each verified to the last byte. */
    public List<StoredSegment> segments(String topic) {
        return keys(topic).stream()
                .map(key -> StoredSegment.read(root.resolve(key), key))
                .toList();
    }

    /** Returns the keys of a topic's objects in order. */
    public List<String> keys(String topic) {
        String prefix = "segments/" + topic + "/";
        return files().stream()
                .filter(key -> key.startsWith(prefix) && key.endsWith(".seg"))
                .toList();
    }

    /** Returns the files of copies that are under way, or were broken off and not cleaned up. */
    public List<String> unfinished() {
        return files().stream()
                .filter(name -> !name.endsWith(".seg") && !isTheStoresOwn(name))
                .toList();
    }

    /** Says whether a file is for the store's housekeeping: writers take turns by it, or it says that a broker lives. */
    private static boolean isTheStoresOwn(String name) {
        return name.startsWith(".thermocline/locks/") || name.endsWith(".live");
    }

    /** Returns the directories of a topic that are left. */
    public List<String> directories(String topic) {
        return names(Files::isDirectory).stream()
                .filter(name -> (name + "/").startsWith("segments/" + topic + "/"))
                .toList();
    }

    private List<String> files() {
        return names(Files::isRegularFile);
    }

    private List<String> names(Predicate<Path> kind) {
        while (Files.exists(root)) {
            try (Stream<Path> paths = Files.walk(root)) {
                return paths.filter(kind)
                        .map(path -> root.relativize(path).toString())
                        .sorted()
                        .toList();
            } catch (UncheckedIOException | NoSuchFileException changedMeanwhile) {
                Thread.onSpinWait();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.of();
    }
}
