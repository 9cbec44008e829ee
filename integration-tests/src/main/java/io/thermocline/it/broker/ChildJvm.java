// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that was started here and ends with us: by {@link #terminate} or {@link #kill}, or at the latest when this JVM
 * ends. All it prints is appended to one file.
 */
public final class ChildJvm {

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
    public static ChildJvm start(Path output, String classPath, List<String> options, List<String> mainAndArguments) {
        return start(output, Map.of(), classPath, options, mainAndArguments);
    }

    /** Starts {@code java options -cp classPath mainAndArguments} with {@code environment} in addition to our own. */
    public static ChildJvm start(
            Path output,
            Map<String, String> environment,
            String classPath,
            List<String> options,
            List<String> mainAndArguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.addAll(mainAndArguments);
        File file = output.toFile();
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(file));
            builder.environment().putAll(environment);
            Process process = builder.start();
            STARTED.add(process);
            return new ChildJvm(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the process id. */
    public long id() {
        return process.pid();
    }

    /** Returns whether the process has not ended. */
    public boolean runs() {
        return process.isAlive();
    }

    /** Waits for the process to end by itself and returns its exit code. */
    public int awaitEnd(Duration atMost) {
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
    public Duration terminate(Duration atMost) {
        long began = System.nanoTime();
        process.destroy();
        awaitEnd(atMost);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Ends the process at once (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(Await.LONG);
    }
}
