// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.tier;

import io.thermocline.audit.tier.DirectoryView;
import io.thermocline.audit.tier.TierView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A directory as a tier. */
final class DirectoryTier implements Tier {

    private final Path root;

    DirectoryTier(Path root) {
        this.root = root;
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "remote.log.storage.manager.class.name",
                "io.thermocline.local.LocalTieredStorage",
                "rsm.config.local.path",
                root.toString());
    }

    @Override
    public List<String> keys() {
        return files().stream().filter(DirectoryTier::isObject).toList();
    }

    @Override
    public byte[] bytes(String key) {
        try {
            return Files.readAllBytes(root.resolve(key));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + key, e);
        }
    }

    @Override
    public TierView view() {
        return new DirectoryView(root);
    }

    @Override
    public void put(String key, byte[] bytes) {
        try {
            Files.write(root.resolve(key), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(String key) {
        try {
            Files.delete(root.resolve(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> unfinished() {
        return files().stream()
                .filter(name -> !isObject(name) && !isTheStoresOwn(name))
                .toList();
    }

    private static boolean isObject(String name) {
        return name.endsWith(".seg");
    }

    /** Says whether a file is for the store's housekeeping: writers take turns by it, or it says that a broker lives. */
    private static boolean isTheStoresOwn(String name) {
        return name.startsWith(".thermocline/locks/") || name.endsWith(".live");
    }

    /** Returns the directories of a topic. */
    @Override
    public List<String> remains(String topic) {
        return names(Files::isDirectory).stream()
                .filter(name -> (name + "/").startsWith("segments/" + topic + "/"))
                .toList();
    }

    /** A broker clears its own leftovers away at every start, whatever their age. */
    @Override
    public void letTimePass() {}

    @Override
    public void close() {}

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
