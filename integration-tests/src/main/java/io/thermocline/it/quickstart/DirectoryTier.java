// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import io.thermocline.it.quickstart.TierContents.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory that segments go to. */
record DirectoryTier(Path root) implements Tier {

    @Override
    public TierContents contents() {
        Path segments = root.resolve("segments").resolve(DemoTopic.NAME);
        while (Files.exists(segments)) {
            try (Stream<Path> files = Files.walk(segments)) {
                return new TierContents(files.filter(file -> file.toString().endsWith(".seg"))
                        .sorted()
                        .map(file -> new StoredObject(root.relativize(file).toString(), bytes(file)))
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

    @Override
    public String place() {
        return root.toString();
    }

    @Override
    public List<String> requestKinds() {
        return List.of();
    }

    @Override
    public void close() {}
}
