// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The tier that Kafka's tests run against, as a file of properties describes it to a JVM of tests: the lines of
 * {@code server.properties} that make it a broker's tier, and {@code objects}, the directory where its objects lie as they
 * are stored.
 *
 * @param className the plugin's class
 * @param classPath where a broker finds it
 * @param settings what the broker is told about the tier, without the prefix {@code rsm.config.}
 * @param objects where the objects lie: the directory of the filesystem tier, or that of the S3 server's bucket
 */
public record TierOfTests(String className, String classPath, Map<String, String> settings, Path objects) {

    /** The system property that names the file. */
    static final String FILE = "thermocline.tier";

    private static final String CLASS_NAME = "remote.log.storage.manager.class.name";
    private static final String CLASS_PATH = "remote.log.storage.manager.class.path";
    private static final String SETTINGS = "rsm.config.";
    private static final String OBJECTS = "objects";

    public TierOfTests {
        settings = Map.copyOf(settings);
    }

    /** Returns the tier that this JVM's tests are told to use. */
    public static TierOfTests ofThisJvm() {
        return read(Path.of(System.getProperty(FILE)));
    }

    /** Returns the prefix of keys for a test that knows its tier by the name of a directory. */
    public static String prefix(String directory) {
        return Path.of(directory).getFileName() + "/";
    }

    static TierOfTests read(Path file) {
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            lines.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TierOfTests(
                lines.getProperty(CLASS_NAME),
                lines.getProperty(CLASS_PATH),
                lines.stringPropertyNames().stream()
                        .filter(name -> name.startsWith(SETTINGS))
                        .collect(Collectors.toMap(name -> name.substring(SETTINGS.length()), lines::getProperty)),
                Path.of(lines.getProperty(OBJECTS)));
    }

    void write(Path file) {
        Properties lines = new Properties();
        lines.setProperty(CLASS_NAME, className);
        lines.setProperty(CLASS_PATH, classPath);
        settings.forEach((name, value) -> lines.setProperty(SETTINGS + name, value));
        lines.setProperty(OBJECTS, objects.toString());
        try (var writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            lines.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
