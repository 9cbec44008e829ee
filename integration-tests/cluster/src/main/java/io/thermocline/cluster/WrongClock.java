// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small library that lets the clock on the wall of one process be wrong, made where there is a C compiler. */
final class WrongClock {

    private static final Optional<Path> LIBRARY = make();

    private WrongClock() {}

    private static Optional<Path> make() {
        try (InputStream source = WrongClock.class.getResourceAsStream("clock.c")) {
            Path directory = Files.createTempDirectory("thermocline-clock-");
            Path file = directory.resolve("clock.c");
            Path library = directory.resolve("clock.so");
            Files.write(file, source.readAllBytes());
            directory.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            library.toFile().deleteOnExit();
            List<String> compile =
                    List.of("cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), file.toString(), "-ldl");
            Process compiler = new ProcessBuilder(compile).inheritIO().start();
            return compiler.onExit().join().exitValue() == 0 ? Optional.of(library) : Optional.empty();
        } catch (IOException noCompiler) {
            return Optional.empty();
        }
    }

    static boolean isPossible() {
        return LIBRARY.isPresent();
    }

    /** Returns what the environment of the process must have. */
    static Map<String, String> ahead(Duration time) {
        Path library = LIBRARY.orElseThrow(
                () -> new UncheckedIOException(new IOException("no C compiler (cc) that could make a wrong clock")));
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_AHEAD_SECONDS", Long.toString(time.toSeconds()));
    }
}
