// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Finding;
import io.thermocline.audit.Pace;
import io.thermocline.audit.process.ProcessSample;
import io.thermocline.cluster.Cluster;
import io.thermocline.cluster.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Waits until brokers of which nothing is asked hold nothing of it any more, and tells what they hold if they do not let it go. */
final class AtRest {

    /**
     * What a copy that was broken off may still bring is deleted a last time after two minutes and a quarter. The connection
     * of that request is closed after half a minute, at the next of the looks that are a minute apart; its thread ends sooner.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(135 + 30 + 60 + 15);

    private static final Pace PACE = Pace.every(Duration.ofSeconds(5));

    private final Cluster cluster;
    private final RunLog log;
    private final Map<Node, Holdings> holdings = new LinkedHashMap<>();

    /** Remembers what brokers hold that have just started. */
    AtRest(Cluster cluster, RunLog log) throws IOException {
        this.cluster = cluster;
        this.log = log;
        for (Node node : cluster.nodes()) {
            holdings.put(
                    node,
                    new Holdings(
                            ProcessSample.of(node.processId()),
                            node.wire().endpoint().getPort(),
                            cluster.directory().resolve("broker-" + node.id())));
        }
    }

    /** Waits, and returns a violation for all that is too much. */
    AuditReport await() throws IOException, InterruptedException {
        long end = PACE.nanoTime() + PATIENCE.toNanos();
        AuditReport report = new AuditReport(List.of(), Map.of("processes", (long) holdings.size()));
        for (Node node : cluster.nodes()) {
            report = report.and(new AuditReport(await(node, end), Map.of()));
        }
        return report;
    }

    private List<Finding> await(Node node, long end) throws IOException, InterruptedException {
        while (true) {
            boolean last = PACE.nanoTime() - end >= 0;
            ProcessSample sample = ProcessSample.of(node.processId());
            List<Finding> excess = new ArrayList<>(holdings.get(node).excess(sample));
            if (excess.isEmpty() || last) {
                log.say("%s at rest: %s".formatted(node, sample));
                return excess;
            }
            PACE.pause();
        }
    }
}
