// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that was started here and ends with us: by {@link #terminate} or {@link #kill}, or at the latest when this JVM
 * ends. All it prints is appended to one file.
 */
final class ChildJvm {

    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly), "end-of-brokers"));
    }

    private final Process process;

    private ChildJvm(Process process) {
        this.process = process;
    }

    /** Starts {@code java options -cp classPath mainAndArguments}. */
    static ChildJvm start(Path output, String classPath, List<String> options, List<String> mainAndArguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.addAll(mainAndArguments);
        File file = output.toFile();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
                    .start();
            STARTED.add(process);
            return new ChildJvm(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long id() {
        return process.pid();
    }

    boolean runs() {
        return process.isAlive();
    }

    /** Waits for the process to end by itself and returns its exit code. */
    int awaitEnd(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("process " + id() + " still runs after " + atMost);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while process " + id() + " was to end", e);
        }
    }

    /** Asks the process to end (SIGTERM), waits, and returns how long it took. */
    Duration terminate(Duration atMost) {
        long began = System.nanoTime();
        process.destroy();
        awaitEnd(atMost);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Ends the process at once (SIGKILL). */
    void kill() {
        process.destroyForcibly();
        awaitEnd(Await.LONG);
    }
}
