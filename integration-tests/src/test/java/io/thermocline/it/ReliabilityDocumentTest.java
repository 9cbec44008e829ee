// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/reliability.md} calls on as a witness is there. */
class ReliabilityDocumentTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+|[A-Z]+(?:_[A-Z]+)+)`");
    private static final Pattern SCRIPT = Pattern.compile("`((?:[a-z-]+/)+[a-z-]+)(?: [^`]*)?`");

    private final String document = Files.readString(ROOT.resolve("docs/reliability.md"));

    ReliabilityDocumentTest() throws IOException {}

    @Test
    void everyClassThatItNamesExists() throws IOException {
        Set<String> named = all(NAME);
        named.remove("Error");
        named.removeIf(name -> name.contains("_"));

        assertThat(sources()).containsAll(named);
        assertThat(named).hasSizeGreaterThan(20);
    }

    @Test
    void everyFaultThatItNamesCanHappen() throws IOException {
        Path kinds =
                ROOT.resolve("integration-tests/cluster/src/main/java/io/thermocline/cluster/faults/FaultKind.java");
        Set<String> named = all(NAME);
        named.removeIf(name -> !name.contains("_"));

        assertThat(named).isNotEmpty();
        assertThat(Files.readString(kinds)).contains(named);
    }

    @Test
    void everyScriptThatItNamesCanBeRun() {
        Set<String> named = all(SCRIPT);

        assertThat(named).contains("engine/fuzz", "integration-tests/soak");
        named.removeIf(name -> Files.isDirectory(ROOT.resolve(name)));
        assertThat(named).allSatisfy(script -> assertThat(ROOT.resolve(script)).isExecutable());
    }

    private Set<String> all(Pattern pattern) {
        Set<String> found = new TreeSet<>();
        for (Matcher matcher = pattern.matcher(document); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static Set<String> sources() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> roots = Files.find(ROOT, 3, (path, attributes) -> path.endsWith("src"))) {
            for (Path root : roots.toList()) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".java"))
                            .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
                }
            }
        }
        return names;
    }
}
