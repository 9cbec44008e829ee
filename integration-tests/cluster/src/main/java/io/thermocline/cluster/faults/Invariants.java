// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.Pace;
import io.thermocline.audit.metadata.MetadataTopic;
import io.thermocline.audit.process.LogScan;
import io.thermocline.audit.tier.TierAudit;
import io.thermocline.cluster.Cluster;
import io.thermocline.cluster.Node;
import io.thermocline.cluster.Traffic;
import io.thermocline.it.broker.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What must hold of a cluster when all faults are over and it has settled. */
final class Invariants {

    private static final Duration SETTLING = Duration.ofSeconds(60);
    /** Longer than the pauses between the plugin's attempts to abort an upload. */
    private static final Duration ABORTING = Duration.ofSeconds(75);

    private static final Pace PACE = Pace.every(Duration.ofMillis(500));

    private final Cluster cluster;
    private final Traffic traffic;
    private final AtRest atRest;
    private final RunLog log;

    Invariants(Cluster cluster, Traffic traffic, AtRest atRest, RunLog log) {
        this.cluster = cluster;
        this.traffic = traffic;
        this.atRest = atRest;
        this.log = log;
    }

    /** Waits until the cluster has settled, and looks at everything. */
    AuditReport check(FaultSchedule schedule) throws IOException, InterruptedException {
        cluster.topics().awaitInSync(traffic.partitions(), cluster.nodes().size());
        cluster.topics().awaitTiered(traffic.partitions());
        traffic.leaveLocalDisks();
        log.say("settled");
        AuditReport report = traffic.foundMeanwhile().and(traffic.readAll());
        log.say("read everything");
        long aborted = System.nanoTime() + ABORTING.toNanos();
        report = report.and(atRest.await());
        log.say("the brokers are at rest");
        if (!becomesClear(aborted)) {
            clearAway(schedule);
        }
        report = report.and(tier());
        log.say("audited the tier");
        return report.and(errors(schedule));
    }

    /**
     * A killed broker leaves its uploads to the first start after a day, as one does whose clock is so wrong that it is
     * refused; and one that was killed or cut off while it tried the bucket, or was too slow, leaves to its own next start
     * what it has put there.
     */
    private void clearAway(FaultSchedule schedule) throws InterruptedException {
        boolean leaves = schedule.has(FaultKind.BROKER_KILLED)
                || schedule.has(FaultKind.BROKER_RESTARTED)
                || schedule.has(FaultKind.CLOCK_WRONG);
        if (!leaves) {
            return;
        }
        log.say("left by brokers that were killed or cut off: "
                + cluster.store().uploads() + cluster.store().checks());
        for (Node node : cluster.nodes()) {
            node.stop();
            cluster.store().letADayPass(node.id());
            node.start();
            node.awaitReady();
        }
        Await.until("what was left to be cleared away", Await.LONG, this::isClear, cluster.store()::uploads);
        cluster.topics().awaitInSync(traffic.partitions(), cluster.nodes().size());
    }

    private boolean becomesClear(long end) throws InterruptedException {
        while (!isClear()) {
            if (System.nanoTime() - end > 0 || cluster.store().uploads().isEmpty()) {
                return false;
            }
            PACE.pause();
        }
        return true;
    }

    private boolean isClear() {
        return cluster.store().uploads().isEmpty() && cluster.store().checks().isEmpty();
    }

    private AuditReport tier() throws InterruptedException {
        try (MetadataTopic metadata = MetadataTopic.open(cluster.bootstrapServers())) {
            return new TierAudit(cluster.store().view(), "", metadata)
                    .covering(cluster.topics().starts(traffic.partitions()))
                    .awaitSettled(SETTLING, PACE);
        }
    }

    private AuditReport errors(FaultSchedule schedule) throws IOException {
        AuditReport report = new AuditReport(List.of(), Map.of());
        LogScan scan = new LogScan(Explanations.after(schedule.kinds()));
        for (Node node : cluster.nodes()) {
            report = report.and(scan.scan(node.log().file()));
        }
        return report;
    }

    static AuditReport violation(String what, Throwable cause) {
        return new AuditReport(
                List.of(Finding.of(FindingKind.UNEXPLAINED_ERROR, what, String.valueOf(cause))), Map.of());
    }
}
