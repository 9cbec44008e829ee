// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.load.PluginMetrics;
import io.thermocline.it.tier.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A broker with its data, its tier and its log in a directory of its own. It can be started and stopped, or killed, any
 * number of times; data, tier, log and ports stay the same. Not for several threads.
 */
public final class Broker implements AutoCloseable {

    private static final Duration START_TIME = Duration.ofSeconds(60);
    private static final int TRIES = 3;
    /** A broker that is told to end before that waits for a minute. */
    private static final String METADATA_READY = "Initialized topic-based RLMM resources successfully";

    private static final String PORT_TAKEN = "Address already in use";

    private final Path directory;
    private final BrokerLog log;
    private final Tier tier;
    private BrokerSettings settings;
    private int port;
    private ChildJvm process;
    private Admin admin;

    public Broker(BrokerSettings settings) {
        this.settings = settings;
        this.directory = Directories.scratch(settings.name() + "-"
                + settings.release().version() + "-" + settings.tier().name().toLowerCase(Locale.ROOT));
        this.log = new BrokerLog(logFile());
        this.tier = settings.tier().open(directory.resolve("tier"));
    }

    /** Starts the broker for the first time, on ports that are free, and waits until it answers. */
    public Broker start() {
        for (int i = 1; ; i++) {
            port = Ports.free();
            try {
                configure(Ports.free());
                format();
                run();
                return this;
            } catch (AssertionError e) {
                if (i == TRIES || !log.contains(PORT_TAKEN)) {
                    throw e;
                }
                wipe();
            }
        }
    }

    private void wipe() {
        try {
            Directories.deleteTree(data());
            Files.delete(logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the broker again, with other settings than before. */
    public Broker restart(BrokerSettings changed) {
        settings = changed;
        configure(controllerPort());
        return restart();
    }

    /** Starts the broker again and waits until it answers. */
    public Broker restart() {
        run();
        return this;
    }

    private void configure(int controllerPort) {
        Map<String, String> lines = settings.properties(port, controllerPort, data(), tier);
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

    private int controllerPort() {
        try {
            return Files.readAllLines(serverProperties()).stream()
                    .filter(line -> line.startsWith("controller.quorum.bootstrap.servers="))
                    .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void format() {
        ChildJvm tool = jvm(
                "128m",
                "kafka.tools.StorageTool",
                "format",
                "--standalone",
                "--cluster-id",
                "dGhlcm1vY2xpbmUtaXQtMQ",
                "--config",
                serverProperties().toString());
        if (tool.awaitEnd(START_TIME) != 0) {
            throw new AssertionError("the broker's directory could not be formatted; " + log.tail());
        }
    }

    private void run() {
        long starts = log.count(entry -> entry.says(METADATA_READY));
        process = jvm("512m", "kafka.Kafka", serverProperties().toString());
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
        try {
            Await.until("the broker to answer", START_TIME, this::answersOrEnded, log::tail);
            if (settings.metadata() == Metadata.TOPIC) {
                Await.until(
                        "the metadata of remote segments to be ready",
                        START_TIME,
                        () -> !process.runs() || log.count(entry -> entry.says(METADATA_READY)) > starts,
                        log::tail);
            }
        } catch (AssertionError e) {
            kill();
            throw e;
        }
        if (!process.runs()) {
            kill();
            throw new AssertionError("the broker ended while it was to start; " + log.tail());
        }
    }

    private boolean answersOrEnded() throws InterruptedException {
        if (!process.runs()) {
            return true;
        }
        try {
            return !admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        }
    }

    private ChildJvm jvm(String heap, String... mainAndArguments) {
        String logging = settings.release().logsThroughLog4j1()
                ? "-Dlog4j.configuration=file:" + loggingFile()
                : "-Dlog4j2.configurationFile=" + loggingFile();
        List<String> options = List.of(
                "-Xmx" + heap,
                "-XX:+UseG1GC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.rmi.server.hostname=127.0.0.1",
                logging);
        return ChildJvm.start(logFile(), settings.release().libs() + "/*", options, List.of(mainAndArguments));
    }

    private String loggingText() {
        return settings.release().logsThroughLog4j1() ? """
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

    /** Asks the broker to end, as a service manager does, and returns how long it took. */
    public Duration stop() {
        try {
            return process.terminate(Await.LONG);
        } finally {
            closeAdmin();
        }
    }

    /** Ends the broker at once, as a crash does. */
    public void kill() {
        closeAdmin();
        if (process != null) {
            process.kill();
        }
    }

    private void closeAdmin() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    /** Kills the broker if it runs, and its tier's server if it has one, and keeps its directory. */
    @Override
    public void close() {
        kill();
        tier.close();
    }

    /** Returns how the broker is set up. */
    public BrokerSettings settings() {
        return settings;
    }

    /** Returns where clients connect to. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Returns a client for administration, good until the broker is stopped. */
    public Admin admin() {
        return admin;
    }

    /** Returns what the plugin measures; the caller closes it. */
    public PluginMetrics metrics() {
        try {
            return PluginMetrics.of(process.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the broker has logged. */
    public BrokerLog log() {
        return log;
    }

    /** Returns the directory of the broker's local logs. */
    public Path data() {
        return directory.resolve("data");
    }

    /** Returns where its segments go. */
    public Tier tier() {
        return tier;
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
