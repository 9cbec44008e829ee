// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.it.broker.BrokerHome;
import io.thermocline.it.broker.KafkaRelease;
import io.thermocline.it.broker.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Three brokers of the newest release, each a process and a controller, that tier to one bucket and keep the metadata of
 * remote segments in Kafka's own topic. All that they have is in one directory, which stays.
 */
public final class Cluster implements AutoCloseable {

    private static final int NODES = 3;
    private static final List<String> JVM_OPTIONS = List.of("-Xmx384m", "-XX:MaxDirectMemorySize=160m");

    private final Path directory;
    private final ClusterStore store;
    private final String bootstrapServers;
    private final List<Node> nodes = new ArrayList<>();
    private final Admin admin;

    private Cluster(Path directory, Map<String, String> extra) {
        this.directory = directory;
        this.store = ClusterStore.in(directory.resolve("bucket"), NODES);
        NodeSettings settings = new NodeSettings(ports(), ports());
        this.bootstrapServers = settings.bootstrapServers();
        for (int id = 1; id <= NODES; id++) {
            nodes.add(node(id, settings, extra));
        }
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    private static List<Integer> ports() {
        return IntStream.range(0, NODES).mapToObj(node -> Ports.free()).toList();
    }

    private Node node(int id, NodeSettings settings, Map<String, String> extra) {
        Path place = directory.resolve("broker-" + id);
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        BrokerHome home = new BrokerHome(place, KafkaRelease.newest());
        DiskCache cache = DiskCache.at(place.resolve("cache"));
        Map<String, String> lines = settings.of(id, home.data());
        lines.putAll(store.settings(id));
        lines.putAll(cache.settings());
        lines.putAll(extra);
        home.configure(lines);
        return new Node(id, home, JVM_OPTIONS, store.wire(id), cache);
    }

    /**
     * Starts three brokers, and waits until they serve.
     *
     * @param directory an empty one
     * @param extra further lines of {@code server.properties}, which win over all others
     */
    public static Cluster start(Path directory, Map<String, String> extra) {
        Cluster cluster = new Cluster(directory, extra);
        try {
            cluster.nodes.parallelStream().forEach(Node::replaceDisk);
            cluster.nodes.forEach(Node::start);
            cluster.nodes.forEach(Node::awaitReady);
            cluster.clearChecks();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** On a busy machine the check of the bucket may be broken off; what it leaves goes at the next start of that broker. */
    private void clearChecks() {
        for (Node node : nodes) {
            if (store.checks().contains("check/broker-" + node.id())) {
                node.stop();
                node.start();
                node.awaitReady();
            }
        }
    }

    /** Returns the brokers, in the order of their ids. */
    public List<Node> nodes() {
        return nodes;
    }

    /** Returns a broker by its id, which is 1, 2 or 3. */
    public Node node(int id) {
        return nodes.get(id - 1);
    }

    /** Returns the bucket that all tier to. */
    public ClusterStore store() {
        return store;
    }

    /** Returns where clients connect to. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Returns the topics, and what can be done with them. */
    public Topics topics() {
        return new Topics(this, admin);
    }

    /** Returns where all of it is. */
    public Path directory() {
        return directory;
    }

    /** Makes the store and the ways to it as they should be, and starts the brokers that do not run. */
    public void mend() {
        store.mend();
        for (Node node : nodes) {
            node.cache().free();
            if (!node.runs()) {
                node.start();
            }
        }
        nodes.forEach(Node::awaitReady);
    }

    /** Kills all processes. Their directory stays. */
    @Override
    public void close() {
        admin.close(Duration.ZERO);
        nodes.forEach(Node::kill);
        nodes.forEach(node -> node.cache().close());
        store.close();
    }
}
