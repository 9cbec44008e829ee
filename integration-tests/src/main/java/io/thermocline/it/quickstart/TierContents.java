// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The objects that lie in the tier of one topic. */
record TierContents(List<StoredObject> objects) {

    /** An object: its key and its length. */
    record StoredObject(String key, long bytes) {
        /** Returns the partition, an element of the key: {@code segments/topic/id/partition/file}. */
        String partition() {
            return key.split("/", -1)[3];
        }
    }

    TierContents {
        objects = List.copyOf(objects);
    }

    /** Looks into the tier while the broker writes to it: what comes or goes meanwhile may or may not be seen. */
    static TierContents of(Path tier, String topic) {
        Path root = tier.resolve("segments").resolve(topic);
        while (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                return new TierContents(files.filter(file -> file.toString().endsWith(".seg"))
                        .sorted()
                        .map(file -> new StoredObject(tier.relativize(file).toString(), bytes(file)))
                        .toList());
            } catch (NoSuchFileException | UncheckedIOException changedMeanwhile) {
                Thread.onSpinWait();
            } catch (IOException e) {
                throw new QuickstartException("cannot look into the tier: " + e, e);
            }
        }
        return new TierContents(List.of());
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long bytes() {
        return objects.stream().mapToLong(StoredObject::bytes).sum();
    }

    /** Returns the objects of each partition. */
    Map<String, List<StoredObject>> byPartition() {
        return objects.stream()
                .collect(Collectors.groupingBy(StoredObject::partition, TreeMap::new, Collectors.toList()));
    }
}
