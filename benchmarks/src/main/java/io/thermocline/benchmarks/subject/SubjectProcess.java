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
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A subject in a JVM of its own. Its class path has Kafka's interfaces, the steps, and nothing that a plugin brings. */
public final class SubjectProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 280;
    private static final String END = "";

    private final Subject subject;
    private final Path file;
    private final Process process;
    private final PrintStream commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private SubjectProcess(Subject subject, List<String> jvmOptions) throws IOException, InterruptedException {
        this.subject = subject;
        this.file = write(subject);
        this.process = new ProcessBuilder(command(jvmOptions))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAnswers, "answers of " + subject);
        reader.setDaemon(true);
        reader.start();
        answer("start");
    }

    static SubjectProcess start(Subject subject, List<String> jvmOptions) throws IOException, InterruptedException {
        return new SubjectProcess(subject, jvmOptions);
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

    private static String callersClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
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
            String line = Optional.ofNullable(answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .orElseThrow(() -> new IOException(
                            "%s has not done '%s' in %d s".formatted(subject, command, PATIENCE_SECONDS)));
            if (line.startsWith(SubjectMain.DONE)) {
                return Figures.parse(line.substring(SubjectMain.DONE.length()));
            }
            if (line.startsWith(SubjectMain.FAILED)) {
                throw new IOException(subject + " " + line);
            }
            if (line.equals(END) && !process.isAlive()) {
                throw new IOException("%s ended while it should do '%s'".formatted(subject, command));
            }
            // A plugin may print what it likes.
            System.err.println(subject + " prints: " + line);
        }
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
        Files.deleteIfExists(file.getParent());
    }
}
