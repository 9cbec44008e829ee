// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.it.broker.Directories;
import io.thermocline.it.broker.KafkaRelease;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The directory that an operator puts on a broker has what it must have and nothing else. */
class DistributionIT {

    private static final String VERSION = System.getProperty("thermocline.version");
    private static final Path DISTRIBUTION = Directories.distribution();

    static Stream<KafkaRelease> releases() {
        return Stream.of(KafkaRelease.oldest(), KafkaRelease.newest());
    }

    @Test
    void itHasExactlyTheseFiles() throws IOException {
        assertThat(names(DISTRIBUTION)).containsExactly("LICENSE", "README.txt", "lib");
        assertThat(names(DISTRIBUTION.resolve("lib")))
                .containsExactly(
                        "caffeine-3.2.4.jar",
                        "jackson-core-2.21.7.jar",
                        "thermocline-api-" + VERSION + ".jar",
                        "thermocline-engine-" + VERSION + ".jar",
                        "thermocline-inmemory-rlmm-" + VERSION + ".jar",
                        "thermocline-local-tiered-storage-" + VERSION + ".jar",
                        "thermocline-metadata-" + VERSION + ".jar");
    }

    @Test
    void theArchiveLiesBesideIt() {
        assertThat(DISTRIBUTION.resolveSibling("thermocline-" + VERSION + ".tar.gz"))
                .isNotEmptyFile();
    }

    @Test
    void noJarBringsAlongWhatTheBrokerHas() throws IOException {
        for (Path jar : jars()) {
            assertThat(entries(jar))
                    .as("%s", jar.getFileName())
                    .noneMatch(name -> name.startsWith("org/apache/kafka/") || name.startsWith("org/slf4j/"));
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void everyClassOfThePluginLoadsInTheBroker(KafkaRelease release) throws Exception {
        try (URLClassLoader broker = new URLClassLoader(urls(release.jars()), ClassLoader.getPlatformClassLoader())) {
            ClassLoader plugin = childFirst(DISTRIBUTION.resolve("lib") + "/*", broker);
            List<String> classes = pluginClasses();
            assertThat(classes).hasSizeGreaterThan(100);
            for (String name : classes) {
                // Initialisation verifies the bytecode; asking for the members resolves the types in their signatures.
                Class<?> loaded = Class.forName(name, true, plugin);
                assertThat(loaded.getClassLoader()).isSameAs(plugin);
                assertThat(loaded.getDeclaredMethods()).isNotNull();
                assertThat(loaded.getDeclaredConstructors()).isNotNull();
                assertThat(loaded.getDeclaredFields()).isNotNull();
            }
        }
    }

    /** Returns the loader that the broker itself would use. */
    private static ClassLoader childFirst(String classPath, ClassLoader broker) throws ReflectiveOperationException {
        Class<?> loader;
        try {
            loader = broker.loadClass("org.apache.kafka.common.utils.internals.ChildFirstClassLoader");
        } catch (ClassNotFoundException beforeItMoved) {
            loader = broker.loadClass("org.apache.kafka.common.utils.ChildFirstClassLoader");
        }
        return (ClassLoader)
                loader.getConstructor(String.class, ClassLoader.class).newInstance(classPath, broker);
    }

    private static List<String> pluginClasses() throws IOException {
        List<String> classes = new ArrayList<>();
        for (Path jar : jars()) {
            if (jar.getFileName().toString().startsWith("thermocline-")) {
                entries(jar).stream()
                        .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                        .map(name -> name.substring(0, name.length() - ".class".length())
                                .replace('/', '.'))
                        .forEach(classes::add);
            }
        }
        return classes;
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> jars = Files.list(DISTRIBUTION.resolve("lib"))) {
            return jars.sorted().toList();
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).toList();
        }
    }

    private static URL[] urls(List<Path> jars) throws MalformedURLException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return urls;
    }
}
