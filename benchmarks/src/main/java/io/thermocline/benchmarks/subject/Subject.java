// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.subject;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What is measured: a RemoteStorageManager and how it is configured.
 *
 * @param settings what {@code configure} gets, except where the server is
 */
public record Subject(String name, String className, String classPath, Map<String, String> settings) {

    private static final String CLASS = "class";
    private static final String CLASS_PATH = "class.path";

    public Subject {
        Objects.requireNonNull(className, () -> name + " does not say its " + CLASS);
        Objects.requireNonNull(classPath, () -> name + " does not say its " + CLASS_PATH);
        settings = Map.copyOf(settings);
    }

    /**
     * Reads a subject from a file of properties that is named after it: {@code class}, {@code class.path}, and all else
     * is settings. In all values, <code>${name}</code> is replaced by the system property of that name.
     */
    public static Subject read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        Map<String, String> all = new LinkedHashMap<>();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            all.put(key, replaceAll(properties.getProperty(key), System.getProperties()));
        }
        String name = file.getFileName().toString().replaceFirst("\\.properties$", "");
        return new Subject(name, all.remove(CLASS), all.remove(CLASS_PATH), all);
    }

    private static String replaceAll(String value, Properties values) {
        String replaced = value;
        for (String name : values.stringPropertyNames()) {
            replaced = replaced.replace("${" + name + "}", values.getProperty(name));
        }
        return replaced;
    }

    /** Returns the subject with some settings changed, under another name. */
    public Subject with(String otherName, Map<String, String> changes) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.putAll(changes);
        return new Subject(otherName, className, classPath, changed);
    }

    /** Returns the subject with each value of its settings changed. */
    Subject map(UnaryOperator<String> change) {
        Map<String, String> changed = new LinkedHashMap<>();
        settings.forEach((key, value) -> changed.put(key, change.apply(value)));
        return new Subject(name, className, classPath, changed);
    }

    @Override
    public String toString() {
        return name;
    }
}
