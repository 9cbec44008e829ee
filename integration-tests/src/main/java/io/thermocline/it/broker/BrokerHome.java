// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A directory with all that a broker has: its settings, its data and its log. Its process is started from here. */
public final class BrokerHome {

    private static final String CLUSTER_ID = "dGhlcm1vY2xpbmUtaXQtMQ";
    private static final Duration FORMAT_TIME = Duration.ofSeconds(60);

    private final Path directory;
    private final KafkaRelease release;
    private final BrokerLog log;

    /** Makes {@code directory}, which exists, the home of a broker of that release. */
    public BrokerHome(Path directory, KafkaRelease release) {
        this.directory = directory;
        this.release = release;
        this.log = new BrokerLog(logFile());
    }

    /** Writes {@code server.properties}. */
    public void configure(Map<String, String> lines) {
        String text = lines.entrySet().stream()
                .map(line -> line.getKey() + "=" + line.getValue() + "\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(serverProperties(), text);
            Files.writeString(loggingFile(), loggingText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what {@code server.properties} says of {@code key}. */
    public String setting(String key) {
        try {
            return Files.readAllLines(serverProperties()).stream()
                    .filter(line -> line.startsWith(key + "="))
                    .map(line -> line.substring(key.length() + 1))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the broker's directories those of a broker of one cluster, which is the same for all homes. */
    public void format(String... options) {
        List<String> arguments = new ArrayList<>(List.of("kafka.tools.StorageTool", "format"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(
                "--cluster-id", CLUSTER_ID, "--config", serverProperties().toString()));
        ChildJvm tool = jvm(Map.of(), List.of("-Xmx128m"), arguments);
        if (tool.awaitEnd(FORMAT_TIME) != 0) {
            throw new AssertionError("the broker's directory could not be formatted; " + log.tail());
        }
    }

    /** Starts the broker's process, with options for its JVM and what its environment has in addition to ours. */
    public ChildJvm start(Map<String, String> environment, List<String> options) {
        return jvm(
                environment, options, List.of("kafka.Kafka", serverProperties().toString()));
    }

    private ChildJvm jvm(Map<String, String> environment, List<String> options, List<String> mainAndArguments) {
        List<String> all = new ArrayList<>(List.of(
                "-XX:+UseG1GC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.rmi.server.hostname=127.0.0.1",
                release.logsThroughLog4j1()
                        ? "-Dlog4j.configuration=file:" + loggingFile()
                        : "-Dlog4j2.configurationFile=" + loggingFile()));
        // The last of two contrary options counts.
        all.addAll(options);
        return ChildJvm.start(logFile(), environment, release.libs() + "/*", all, mainAndArguments);
    }

    private String loggingText() {
        return release.logsThroughLog4j1() ? """
                  log4j.rootLogger=INFO, out
                  log4j.appender.out=org.apache.log4j.ConsoleAppender
                  log4j.appender.out.layout=org.apache.log4j.PatternLayout
                  log4j.appender.out.layout.ConversionPattern=%p %d{ISO8601} [%t] %c - %m%n
                  """ : """
                  rootLogger.level=INFO
                  rootLogger.appenderRef.out.ref=out
                  appender.out.type=Console
                  appender.out.name=out
                  appender.out.layout.type=PatternLayout
                  appender.out.layout.pattern=%p %d{ISO8601} [%t] %c - %m%n
                  """;
    }

    /** Deletes the broker's data. */
    public void wipeData() {
        delete(data());
    }

    /** Deletes the broker's data and what it has logged. */
    public void wipe() {
        delete(data());
        delete(logFile());
    }

    private static void delete(Path tree) {
        try {
            Directories.deleteTree(tree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the directory itself. */
    public Path directory() {
        return directory;
    }

    /** Returns the directory of the broker's local logs. */
    public Path data() {
        return directory.resolve("data");
    }

    /** Returns what the broker has logged. */
    public BrokerLog log() {
        return log;
    }

    private Path logFile() {
        return directory.resolve("broker.log");
    }

    private Path serverProperties() {
        return directory.resolve("server.properties");
    }

    private Path loggingFile() {
        return directory.resolve("logging.properties");
    }
}
