// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A release of Kafka: all jars that its broker runs with.
 *
 * @param libs the directory of the jars
 */
public record KafkaRelease(String version, Path libs) {

    private static final String CLIENTS = "kafka-clients-";

    public KafkaRelease {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(libs, "libs");
    }

    /** Returns the newest release that the plugin is tested with. */
    public static KafkaRelease newest() {
        return in("thermocline.broker.newest.libs");
    }

    /** Returns the oldest release that the plugin serves. */
    public static KafkaRelease oldest() {
        return in("thermocline.broker.oldest.libs");
    }

    /** Returns the release that this run of the tests is about. */
    public static KafkaRelease underTest() {
        String which = System.getProperty("thermocline.broker", "newest");
        return switch (which) {
            case "newest" -> newest();
            case "oldest" -> oldest();
            default -> throw new IllegalArgumentException("thermocline.broker=" + which + " is not newest or oldest");
        };
    }

    private static KafkaRelease in(String property) {
        Path libs = Directories.given(property);
        return jarsOf(libs).stream()
                .map(jar -> jar.getFileName().toString())
                .filter(name -> name.startsWith(CLIENTS))
                .findFirst()
                .map(name -> new KafkaRelease(name.substring(CLIENTS.length(), name.length() - ".jar".length()), libs))
                .orElseThrow(() -> new IllegalStateException("there are no Kafka jars in " + libs));
    }

    /** Returns the jars, ordered by name. */
    public List<Path> jars() {
        return jarsOf(libs);
    }

    private static List<Path> jarsOf(Path directory) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.jar")) {
            found.forEach(jars::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        jars.sort(null);
        return jars;
    }

    /** Returns whether brokers of this release log through Log4j 1 and its successor of the same interface. */
    boolean logsThroughLog4j1() {
        return version.startsWith("3.");
    }
}
