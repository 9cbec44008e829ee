// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.audit.AuditReport;
import io.thermocline.cluster.Cluster;
import io.thermocline.cluster.Traffic;
import io.thermocline.it.broker.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run: a cluster of its own, traffic, faults by a schedule, and then what must hold. */
public final class FaultRun {

    private static final long BYTES_PER_SECOND = 1_500_000;
    private static final Duration WARM_UP = Duration.ofMinutes(2);

    private final long seed;
    private final Duration duration;
    private final FaultSchedule schedule;
    private final Path directory;
    private final RunLog log;

    /** Prepares a run in {@code directory}, which is empty. */
    public FaultRun(long seed, Duration duration, FaultSchedule schedule, Path directory) {
        this.seed = seed;
        this.duration = duration;
        this.schedule = schedule;
        this.directory = directory;
        this.log = new RunLog(directory);
    }

    /** What has become of a run. */
    public record Outcome(long acknowledged, long failed, AuditReport report) {}

    /** Runs, and returns what has become of it; it throws only if it cannot tell. */
    public Outcome run(Spectator spectator) throws Exception {
        log.say("seed " + seed + ", " + duration.toSeconds() + " s\n" + schedule);
        try (Cluster cluster = Cluster.start(directory, Map.of())) {
            log.say("the cluster serves");
            return on(cluster, spectator);
        } catch (AssertionError | RuntimeException e) {
            log.say(trace(e));
            return new Outcome(0, 0, Invariants.violation("the run", e));
        }
    }

    private Outcome on(Cluster cluster, Spectator spectator) throws Exception {
        AtRest atRest = new AtRest(cluster, log);
        Traffic traffic = Traffic.on(cluster, seed, BYTES_PER_SECOND);
        Invariants invariants = new Invariants(cluster, traffic, atRest, log);
        AuditReport report;
        AutoCloseable watch = spectator.watch(cluster, traffic);
        try (traffic) {
            Await.until(
                    "segments to come to the tier",
                    WARM_UP,
                    () -> !cluster.store().keys("small").isEmpty(),
                    () -> traffic.acknowledged() + " records acknowledged");
            log.say("the faults begin");
            report = suffer(cluster, traffic);
            cluster.mend();
            log.say("all is mended");
        } finally {
            watch.close();
        }
        try {
            report = report.and(invariants.check(schedule));
        } catch (AssertionError | RuntimeException e) {
            log.say(trace(e));
            report = report.and(Invariants.violation("settling", e));
        }
        log.say(report.toString());
        return new Outcome(traffic.acknowledged(), traffic.failed(), report);
    }

    private AuditReport suffer(Cluster cluster, Traffic traffic) throws InterruptedException {
        Scene scene = new Scene(cluster, traffic.partitions(), seed);
        List<FaultLane> lanes = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            lanes.add(FaultLane.start(lane, scene, schedule.of(lane), log));
        }
        AuditReport report = new AuditReport(List.of(), Map.of());
        for (FaultLane lane : lanes) {
            Optional<Throwable> failure = lane.join();
            if (failure.isPresent()) {
                log.say(trace(failure.get()));
                report = report.and(Invariants.violation("a fault", failure.get()));
            }
        }
        return report;
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
