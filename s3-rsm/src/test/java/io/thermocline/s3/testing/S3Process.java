// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An S3 server (S3Proxy) in a JVM of its own, which keeps its memory out of a test that measures its own, and which can be
 * killed, and does not outlive this JVM. With a directory its objects outlast it; what it had not taken in whole when it was
 * killed is no object, as with any other server, though its file stays in the directory.
 */
public final class S3Process implements KillableServer {

    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly), "end-of-s3-servers"));
    }

    static final String READY = "serving S3 at port ";

    private final String heap;
    private final Optional<Path> directory;
    private Process process;
    private int port;

    private S3Process(String heap, Optional<Path> directory) {
        this.heap = heap;
        this.directory = directory;
        start();
    }

    /**
     * Starts a server with objects in memory.
     *
     * @param heap what the server's JVM may use, such as {@code 3g}
     */
    public static S3Process inMemory(String heap) {
        return new S3Process(heap, Optional.empty());
    }

    /** Starts a server with objects in {@code directory}. */
    public static S3Process in(Path directory) {
        return new S3Process("512m", Optional.of(directory));
    }

    @Override
    public S3Server server() {
        return EmbeddedS3.server(port);
    }

    @Override
    public void kill() {
        process.destroyForcibly();
        await();
        STARTED.remove(process);
    }

    @Override
    public void start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseParallelGC",
                "-cp",
                classPath(),
                EmbeddedS3.class.getName(),
                String.valueOf(port)));
        directory.ifPresent(path -> command.add(path.toString()));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            STARTED.add(process);
            port = awaitPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        // Surefire may put the real class path into a property and start with a jar that names it.
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .replace(";", File.pathSeparator);
    }

    private int awaitPort() throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (line != null) {
            if (line.startsWith(READY)) {
                return Integer.parseInt(line.substring(READY.length()));
            }
            line = output.readLine();
        }
        throw new IOException("the S3 server ended before it served, with code " + await());
    }

    private int await() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the S3 server's end", e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
