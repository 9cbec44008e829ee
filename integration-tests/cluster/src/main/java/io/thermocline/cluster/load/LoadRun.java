// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.load;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Pace;
import io.thermocline.audit.ledger.Gaps;
import io.thermocline.audit.ledger.Ledger;
import io.thermocline.audit.ledger.LedgerReading;
import io.thermocline.audit.metadata.MetadataTopic;
import io.thermocline.audit.tier.TierAudit;
import io.thermocline.cluster.Arguments;
import io.thermocline.cluster.Cluster;
import io.thermocline.cluster.Pause;
import io.thermocline.cluster.Workload;
import io.thermocline.cluster.watch.Timeline;
import io.thermocline.cluster.watch.Timeline.BrokerFigures;
import io.thermocline.cluster.watch.Timeline.Moment;
import io.thermocline.cluster.watch.TimelineReport;
import io.thermocline.it.broker.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/** How a cluster carries many tiered partitions with small segments, all written at once. */
public final class LoadRun {

    private static final int PARTITIONS = 200;
    private static final Duration USUAL = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pace PACE = Pace.every(Duration.ofMillis(200));
    private static final long BYTES_PER_SECOND = 3_000_000;
    private static final Map<String, String> CONFIGS = Map.of(
            "remote.storage.enable", "true",
            "segment.bytes", Integer.toString(1 << 20),
            "segment.ms", "15000",
            "local.retention.bytes", "1");

    private LoadRun() {}

    /** Runs, and ends with code 1 if something is not as it should be. */
    public static void main(String[] line) throws Exception {
        Options options = Arguments.orEnd("integration-tests/cluster/run --load", () -> Options.of(line));
        Directories.deleteTree(options.out());
        boolean clean;
        try (Cluster cluster =
                Cluster.start(Files.createDirectories(options.out().resolve("cluster")), Map.of())) {
            clean = run(cluster, options.duration(), options.out().resolve("index.html"));
        }
        System.exit(clean ? 0 : 1);
    }

    private record Options(Duration duration, Path out) {
        static Options of(String[] line) {
            Arguments arguments = new Arguments(line, Set.of("--duration", "--out"), Set.of());
            return new Options(
                    arguments.duration("--duration").orElse(USUAL),
                    arguments.out("target/load").resolve("load"));
        }
    }

    private static boolean run(Cluster cluster, Duration duration, Path page) throws Exception {
        List<TopicPartition> partitions = cluster.topics().create("many", PARTITIONS, CONFIGS);
        Ledger ledger = new Ledger(PARTITIONS);
        System.out.println(PARTITIONS + " partitions\n" + TimelineReport.head());
        Timeline timeline;
        try (Workload writer = new Workload(cluster.bootstrapServers(), ledger, 1, partitions, BYTES_PER_SECOND)) {
            timeline = Timeline.of(
                    cluster, writer::acknowledged, BETWEEN_LOOKS, m -> System.out.println(TimelineReport.line(m)));
            Pause.of(duration);
        }
        cluster.topics().awaitTiered(partitions);
        timeline.close();
        AuditReport report = new LedgerReading(cluster.bootstrapServers(), ledger, Gaps.FORBIDDEN).read(PATIENCE, PACE);
        try (MetadataTopic metadata = MetadataTopic.open(cluster.bootstrapServers())) {
            report = report.and(new TierAudit(cluster.store().view(), "", metadata)
                    .covering(cluster.topics().starts(partitions))
                    .awaitSettled(PATIENCE, PACE));
        }
        String summary =
                summary(timeline.moments(), cluster.store().keys("many").size()) + "\n" + report;
        System.out.println(summary);
        TimelineReport.write(page, PARTITIONS + " tiered partitions", summary, timeline.moments());
        System.out.println("the report is " + page);
        return report.isClean();
    }

    private static String summary(List<Moment> moments, int objects) {
        List<Moment> early = moments.subList(moments.size() / 4, moments.size() / 2);
        List<Moment> late = moments.subList(moments.size() * 3 / 4, moments.size());
        return String.format(
                Locale.ROOT,
                "%d segments in the tier; most, in the second and in the last quarter: lag %.1f and %.1f MiB, heap %d and %d"
                        + " MiB, threads %d and %d, open files %d and %d",
                objects,
                lag(early),
                lag(late),
                most(early, BrokerFigures::heapBytes) >> 20,
                most(late, BrokerFigures::heapBytes) >> 20,
                most(early, BrokerFigures::threads),
                most(late, BrokerFigures::threads),
                most(early, BrokerFigures::fileDescriptors),
                most(late, BrokerFigures::fileDescriptors));
    }

    private static double lag(List<Moment> moments) {
        return moments.stream().mapToLong(Moment::lagBytes).max().orElse(0) / (double) (1 << 20);
    }

    private static long most(List<Moment> moments, ToLongFunction<BrokerFigures> figure) {
        return moments.stream()
                .flatMap(moment -> moment.brokers().values().stream())
                .mapToLong(figure)
                .max()
                .orElse(0);
    }
}
