// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.it.broker.Directories;
import io.thermocline.it.broker.KafkaRelease;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The directory that an operator puts on a broker has what it must have and nothing else. */
class DistributionIT {

    private static final String VERSION = System.getProperty("thermocline.version");
    private static final String AWS_SDK = "2.56.0";
    private static final Path DISTRIBUTION = Directories.distribution();
    private static final long MOST_BYTES = 14 << 20;

    /** A line of jdeps that says which class is not found. */
    private static final Pattern MISSING = Pattern.compile("\\s+\\S+\\s+-> (\\S+)\\s+not found");

    private static final List<String> NEVER_USED = List.of(
            // S3's clients on the native Common Runtime.
            "software.amazon.awssdk.crt.",
            "software.amazon.awssdk.crtcore.",
            // Codings of HTTP bodies, and TLS from elsewhere than the JDK.
            "com.aayushatharva.brotli4j.",
            "com.github.luben.zstd.",
            "org.apache.commons.compress.",
            "org.conscrypt.",
            // Annotations, which a JVM that does not find them leaves out.
            "software.amazon.awssdk.annotations.",
            "org.jspecify.annotations.",
            "com.google.errorprone.annotations.");

    static Stream<KafkaRelease> releases() {
        return Stream.of(KafkaRelease.oldest(), KafkaRelease.newest());
    }

    @Test
    void itHasExactlyTheseFiles() throws IOException {
        assertThat(names(DISTRIBUTION)).containsExactly("LICENSE", "README.txt", "lib");
        assertThat(names(DISTRIBUTION.resolve("lib"))).containsExactlyInAnyOrderElementsOf(jarNames());
    }

    private static List<String> jarNames() {
        Stream<String> own = Stream.of("api", "engine", "inmemory-rlmm", "local-tiered-storage", "metadata", "s3-rsm")
                .map(module -> "thermocline-" + module + "-" + VERSION + ".jar");
        Stream<String> sdk = Stream.of(
                        "apache5-client",
                        "arns",
                        "auth",
                        "aws-core",
                        "aws-query-protocol",
                        "aws-xml-protocol",
                        "checksums",
                        "checksums-spi",
                        "endpoints-spi",
                        "http-auth",
                        "http-auth-aws",
                        "http-auth-spi",
                        "http-client-spi",
                        "identity-spi",
                        "json-utils",
                        "metrics-spi",
                        "profiles",
                        "protocol-core",
                        "regions",
                        "retries",
                        "retries-spi",
                        "s3",
                        "sdk-core",
                        "sts",
                        "third-party-jackson-core",
                        "utils",
                        "utils-lite")
                .map(module -> module + "-" + AWS_SDK + ".jar");
        Stream<String> others = Stream.of(
                "caffeine-3.2.4.jar",
                "eventstream-1.0.1.jar",
                "httpclient5-5.6.4.jar",
                "httpcore5-5.4.3.jar",
                "httpcore5-h2-5.4.3.jar",
                "jackson-core-2.21.7.jar",
                "reactive-streams-1.0.4.jar");
        return Stream.of(own, sdk, others).flatMap(names -> names).toList();
    }

    @Test
    void itsJarsAreNoLargerThanTheyWere() throws IOException {
        long bytes = 0;
        for (Path jar : jars()) {
            bytes += Files.size(jar);
        }
        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    @Test
    void noClassIsInTwoJars() throws IOException {
        Map<String, Path> owners = new HashMap<>();
        for (Path jar : jars()) {
            for (String entry : entries(jar)) {
                if (entry.endsWith(".class") && !entry.equals("module-info.class") && !entry.startsWith("META-INF/")) {
                    assertThat(owners.put(entry, jar)).as(entry).isNull();
                }
            }
        }
    }

    /**
     * Of the broker the plugin and its libraries may use what crosses the boundary and the logger, and nothing else; and
     * what else they mention is missing on purpose.
     */
    @ParameterizedTest
    @MethodSource("releases")
    void nothingIsMissingButWhatIsNeverUsed(KafkaRelease release) throws IOException {
        Stream<Path> boundary = release.jars().stream()
                .filter(jar -> jar.getFileName().toString().matches("(kafka-clients|kafka-storage-api|slf4j-api)-.*"));
        List<Path> jars = jars();
        String classPath = Stream.concat(jars.stream(), boundary)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of("--multi-release", "17", "--missing-deps", "-cp", classPath));
        jars.forEach(jar -> command.add(jar.toString()));
        StringWriter output = new StringWriter();

        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(output), new PrintWriter(System.err), command.toArray(new String[0]));

        Set<String> missing = output.toString()
                .lines()
                .map(MISSING::matcher)
                .filter(Matcher::matches)
                .map(line -> NEVER_USED.stream()
                        .filter(line.group(1)::startsWith)
                        .findFirst()
                        .orElse(line.group()))
                .collect(Collectors.toSet());
        assertThat(missing).containsExactlyInAnyOrderElementsOf(NEVER_USED);
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
