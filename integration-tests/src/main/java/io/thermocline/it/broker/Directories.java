// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The directories that the build hands over, and those that are made for brokers. */
public final class Directories {

    private Directories() {}

    /** Returns the directory that an operator would put on a broker: {@code lib} and the rest. */
    public static Path distribution() {
        return given("thermocline.dist");
    }

    /** Makes an empty directory for a broker's data, its tier and its log, which stays until the next such run. */
    public static Path scratch(String name) {
        Path scratch = Path.of(System.getProperty("thermocline.scratch", "target/brokers"), name)
                .toAbsolutePath()
                .normalize();
        try {
            deleteTree(scratch);
            return Files.createDirectories(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path given(String property) {
        String value = System.getProperty(property);
        if (value == null || !Files.isDirectory(Path.of(value))) {
            throw new IllegalStateException(
                    "-D%s=%s is no directory; these tests run under 'mvn verify', after the".formatted(property, value)
                            + " distribution was packaged");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }

    /** Deletes a file or a directory with all that is in it, if it is there. */
    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
