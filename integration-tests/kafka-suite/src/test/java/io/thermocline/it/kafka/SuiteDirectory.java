// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directory of this run, in which everything that it writes lies. */
final class SuiteDirectory {

    private static final Path ROOT =
            Path.of(System.getProperty("thermocline.scratch")).toAbsolutePath().normalize();

    private SuiteDirectory() {}

    /** Makes an empty directory in it; whatever an earlier run left there is gone. */
    static Path of(String first, String... more) {
        Path directory = ROOT.resolve(Path.of(first, more));
        try {
            delete(directory);
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file into it. */
    static Path write(String name, String content) {
        try {
            return Files.writeString(Files.createDirectories(ROOT).resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
