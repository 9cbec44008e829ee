// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.subject;

import io.thermocline.benchmarks.measure.Figures;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A subject in a JVM of its own. Its class path has Kafka's interfaces, the steps, and nothing that a plugin brings. */
public final class SubjectProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 280;
    private static final int LOG_LINES = 60;
    /** Comes after the last line; no line has such a character. */
    private static final String END = "\n";

    private final Subject subject;
    private final Path file;
    private final Path log;
    private final Process process;
    private final PrintStream commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private SubjectProcess(Subject subject, List<String> jvmOptions) throws IOException {
        this.subject = subject;
        this.file = write(subject);
        this.log = file.resolveSibling("log");
        this.process = new ProcessBuilder(command(jvmOptions))
                .redirectError(log.toFile())
                .start();
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAnswers, "answers of " + subject);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a subject, and returns when it is configured. */
    static SubjectProcess start(Subject subject, List<String> jvmOptions) throws IOException, InterruptedException {
        SubjectProcess started = new SubjectProcess(subject, jvmOptions);
        try {
            started.answer("configure");
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static Path write(Subject subject) throws IOException {
        Path file = Files.createTempDirectory("subject").resolve(subject.name() + ".properties");
        Properties properties = new Properties();
        properties.putAll(subject.settings());
        properties.setProperty("class", subject.className());
        properties.setProperty("class.path", subject.classPath());
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return file;
    }

    private List<String> command(List<String> jvmOptions) {
        Stream<String> head = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dsoftware.amazon.awssdk.http.service.impl=software.amazon.awssdk.http.apache5.Apache5SdkHttpService",
                "-cp",
                callersClassPath());
        Stream<String> tail = Stream.of(SubjectMain.class.getName(), file.toString());
        return Stream.of(head, jvmOptions.stream(), tail).flatMap(part -> part).toList();
    }

    /** Returns the class path of this process. */
    static String ownClassPath() {
        // Surefire may put the real one into a property and start with a jar that names it.
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static String callersClassPath() {
        return Stream.of(ownClassPath().split(File.pathSeparator, -1))
                .filter(entry -> {
                    String name = new File(entry).getName().toLowerCase(Locale.ROOT);
                    return name.startsWith("kafka-")
                            || name.startsWith("slf4j-")
                            || new File(entry).isDirectory()
                            || name.startsWith("thermocline-benchmarks");
                })
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void readAnswers() {
        process.inputReader(StandardCharsets.UTF_8).lines().forEach(answers::add);
        answers.add(END);
    }

    public Subject subject() {
        return subject;
    }

    /** Does a step. */
    Figures run(String command) throws IOException, InterruptedException {
        commands.println(command);
        return answer(command);
    }

    private Figures answer(String command) throws IOException, InterruptedException {
        while (true) {
            String line = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw failure("has not done '%s' in %d s".formatted(command, PATIENCE_SECONDS));
            }
            if (line.startsWith(SubjectMain.DONE)) {
                return Figures.parse(line.substring(SubjectMain.DONE.length()));
            }
            if (line.startsWith(SubjectMain.FAILED)) {
                throw failure(line);
            }
            if (line.equals(END)) {
                throw failure("ended while it should do '%s'".formatted(command));
            }
            // A plugin may print what it likes.
            System.err.println(subject + " prints: " + line);
        }
    }

    private IOException failure(String what) throws IOException {
        List<String> lines = Files.readAllLines(log);
        List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
        return new IOException(subject + " " + what + "; the end of its log:\n" + String.join("\n", last));
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(file);
        Files.deleteIfExists(log);
        Files.deleteIfExists(file.getParent());
    }
}
