// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.apache.kafka.tiered.storage.TieredStorageTestHarness;

/** Which of Kafka's tests there are, and which of them are to be run. Tests are named without their package. */
final class KafkaTests {

    private static final String PACKAGE = "org.apache.kafka.tiered.storage.integration";
    private static final Path SUBSET = Path.of("subset");
    private static final Path NOT_APPLICABLE = Path.of("not-applicable");

    private final List<String> all = inTheJar();
    private final Map<String, String> notApplicable = new LinkedHashMap<>();

    KafkaTests() {
        for (String line : lines(NOT_APPLICABLE)) {
            String[] nameAndReason = line.split("\\s+", 2);
            requireKnown(nameAndReason[0]);
            if (nameAndReason.length < 2) {
                throw new IllegalStateException(NOT_APPLICABLE + " gives no reason for " + line);
            }
            notApplicable.put(nameAndReason[0], nameAndReason[1]);
        }
    }

    /** Returns the full name of a test, or of a class of tests. */
    static String fullName(String test) {
        return PACKAGE + "." + test;
    }

    /** Returns what cannot apply, with the reasons. */
    Map<String, String> notApplicable() {
        return notApplicable;
    }

    /** Returns all classes that can apply. */
    List<String> all() {
        return all.stream().filter(test -> !notApplicable.containsKey(test)).toList();
    }

    /** Returns the few that show most. */
    List<String> subset() {
        return named(lines(SUBSET));
    }

    /** Returns these classes, or single tests such as {@code Class#method}. */
    List<String> named(List<String> tests) {
        tests.forEach(this::requireKnown);
        return tests;
    }

    private void requireKnown(String test) {
        if (!all.contains(test.replaceFirst("#.*", ""))) {
            throw new IllegalArgumentException("Kafka has no test " + test + ", but " + all);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> inTheJar() {
        String folder = PACKAGE.replace('.', '/') + "/";
        List<String> found = new ArrayList<>();
        try (JarFile jar = new JarFile(Path.of(TieredStorageTestHarness.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toFile())) {
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(folder) && name.endsWith(".class") && !name.contains("$"))
                    .map(name -> name.substring(folder.length(), name.length() - ".class".length()))
                    .filter(KafkaTests::isConcrete)
                    .sorted()
                    .forEach(found::add);
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("cannot look into Kafka's jar of tests", e);
        }
        return found;
    }

    private static boolean isConcrete(String test) {
        try {
            Class<?> type = Class.forName(fullName(test), false, KafkaTests.class.getClassLoader());
            return !Modifier.isAbstract(type.getModifiers());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
