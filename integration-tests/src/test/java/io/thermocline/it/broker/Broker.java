// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.load.PluginMetrics;
import io.thermocline.it.tier.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    private final BrokerHome home;
    private final Tier tier;
    private BrokerSettings settings;
    private int port;
    private ChildJvm process;
    private Admin admin;

    public Broker(BrokerSettings settings) {
        this.settings = settings;
        Path directory = Directories.scratch(settings.name() + "-"
                + settings.release().version() + "-" + settings.tier().name().toLowerCase(Locale.ROOT));
        this.home = new BrokerHome(directory, settings.release());
        this.tier = settings.tier().open(directory.resolve("tier"));
    }

    /** Starts the broker for the first time, on ports that are free, and waits until it answers. */
    public Broker start() {
        for (int i = 1; ; i++) {
            port = Ports.free();
            try {
                configure(Ports.free());
                home.format("--standalone");
                run();
                return this;
            } catch (AssertionError e) {
                if (i == TRIES || !log().contains(PORT_TAKEN)) {
                    throw e;
                }
                home.wipe();
            }
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
        home.configure(settings.properties(port, controllerPort, data(), tier));
    }

    private int controllerPort() {
        String address = home.setting("controller.quorum.bootstrap.servers");
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private void run() {
        long starts = log().count(entry -> entry.says(METADATA_READY));
        List<String> options = new ArrayList<>(List.of("-Xmx512m"));
        options.addAll(settings.jvmOptions());
        process = home.start(Map.of(), options);
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
        try {
            Await.until("the broker to answer", START_TIME, this::answersOrEnded, log()::tail);
            if (settings.metadata() == Metadata.TOPIC) {
                Await.until(
                        "the metadata of remote segments to be ready",
                        START_TIME,
                        () -> !process.runs() || log().count(entry -> entry.says(METADATA_READY)) > starts,
                        log()::tail);
            }
        } catch (AssertionError e) {
            kill();
            throw e;
        }
        if (!process.runs()) {
            kill();
            throw new AssertionError("the broker ended while it was to start; " + log().tail());
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
        return home.log();
    }

    /** Returns the directory of the broker's local logs. */
    public Path data() {
        return home.data();
    }

    /** Returns where its segments go. */
    public Tier tier() {
        return tier;
    }
}
