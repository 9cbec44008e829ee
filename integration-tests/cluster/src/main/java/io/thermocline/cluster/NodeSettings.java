// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.it.broker.Directories;
import io.thermocline.it.broker.Haste;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The {@code server.properties} of the brokers of a cluster.
 *
 * @param ports where brokers listen, in the order of their ids
 * @param controllerPorts where they listen as controllers
 */
record NodeSettings(List<Integer> ports, List<Integer> controllerPorts) {

    String bootstrapServers() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    Map<String, String> of(int id, Path data) {
        Map<String, String> lines = new LinkedHashMap<>();
        addNode(lines, id, data);
        addReplication(lines);
        addThrift(lines);
        Haste.addTo(lines);
        addTiering(lines);
        return lines;
    }

    private void addNode(Map<String, String> lines, int id, Path data) {
        int port = ports.get(id - 1);
        int controllerPort = controllerPorts.get(id - 1);
        String voters = IntStream.rangeClosed(1, ports.size())
                .mapToObj(voter -> voter + "@127.0.0.1:" + controllerPorts.get(voter - 1))
                .collect(Collectors.joining(","));
        lines.put("node.id", Integer.toString(id));
        lines.put("process.roles", "broker,controller");
        lines.put("controller.quorum.voters", voters);
        lines.put("controller.listener.names", "CONTROLLER");
        lines.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        lines.put("log.dirs", data.toString());
    }

    /** Every record is on two disks at least before it is acknowledged, and a broker that is lost is noticed soon. */
    private static void addReplication(Map<String, String> lines) {
        lines.put("default.replication.factor", "3");
        lines.put("min.insync.replicas", "2");
        lines.put("offsets.topic.replication.factor", "3");
        lines.put("offsets.topic.num.partitions", "1");
        lines.put("transaction.state.log.replication.factor", "3");
        lines.put("transaction.state.log.min.isr", "2");
        lines.put("transaction.state.log.num.partitions", "1");
        lines.put("auto.create.topics.enable", "false");
        lines.put("broker.heartbeat.interval.ms", "500");
        lines.put("broker.session.timeout.ms", "4000");
        lines.put("replica.lag.time.max.ms", "6000");
    }

    /** Three brokers share a small machine. */
    private static void addThrift(Map<String, String> lines) {
        lines.put("num.network.threads", "2");
        lines.put("num.io.threads", "4");
        lines.put("num.recovery.threads.per.data.dir", "2");
        lines.put("log.cleaner.dedupe.buffer.size", "4194304");
        lines.put("log.index.size.max.bytes", "262144");
    }

    private static void addTiering(Map<String, String> lines) {
        lines.put("remote.log.storage.system.enable", "true");
        lines.put(
                "remote.log.storage.manager.class.path",
                Directories.distribution().resolve("lib") + "/*");
        lines.put("remote.log.metadata.manager.listener.name", "PLAINTEXT");
        lines.put("rlmm.config.remote.log.metadata.topic.replication.factor", "3");
        lines.put("rlmm.config.remote.log.metadata.topic.num.partitions", "3");
        lines.put("rsm.config.cluster.name", "three");
        lines.put("rsm.config.cache.memory.bytes", Integer.toString(32 << 20));
        lines.put("rsm.config.fetch.threads", "8");
        lines.put("rsm.config.upload.threads", "8");
    }
}
