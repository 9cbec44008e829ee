// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.broker;

import io.thermocline.benchmarks.measure.Check;
import io.thermocline.benchmarks.measure.Figures;
import io.thermocline.benchmarks.measure.Report;
import io.thermocline.benchmarks.s3server.Pace;
import io.thermocline.benchmarks.s3server.PacedS3;
import io.thermocline.benchmarks.s3server.Traffic;
import io.thermocline.it.broker.Broker;
import io.thermocline.it.broker.BrokerSettings;
import io.thermocline.it.broker.KafkaRelease;
import io.thermocline.it.story.Production;
import io.thermocline.it.story.TieredTopic;
import io.thermocline.it.story.TopicSpec;
import io.thermocline.it.tier.TierKind;
import io.thermocline.s3.testing.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * What a consumer sees of a broker that reads what it wants from the tier: by the consumer's own clock, with and without
 * reading ahead. The broker begins anew before each reading and has read another partition when the clock starts, so that
 * its code is warm and its cache knows nothing of what is read. {@code benchmarks/run broker} runs it.
 *
 * <p>System properties: {@code mib} to read (1024), {@code rounds} (2), {@code report} (a file to append JSON to), and
 * where the distribution and the broker's jars are.
 */
public final class BrokerBenchmark implements AutoCloseable {

    private static final long MIB = 1 << 20;
    private static final Pace PACE = Pace.of(30, 100);
    private static final int VALUE_BYTES = 10_000;
    private static final int SEGMENT_MIB = 64;
    private static final String STEP = "30 ms, 100 MB/s: 1 consumer of a broker";

    /** The ways in which the plugin is configured, by name. */
    private static final Map<String, Map<String, String>> VARIANTS = new LinkedHashMap<>();

    private static final String WITH = "read-ahead";
    private static final String WITHOUT = "no read-ahead";

    static {
        VARIANTS.put(WITHOUT, Map.of("read.ahead.max.bytes", "0"));
        VARIANTS.put(WITH, Map.of());
    }

    private final long bytes = Integer.getInteger("mib", 1024) * MIB;
    private final int rounds = Integer.getInteger("rounds", 2);
    private final Report report = new Report();
    private final PacedS3 server;
    private final Broker broker;

    private BrokerBenchmark() throws IOException {
        server = PacedS3.in(PacedS3.memory());
        broker = new Broker(settings(Map.of()));
    }

    public static void main(String[] arguments) throws IOException {
        try (BrokerBenchmark benchmark = new BrokerBenchmark()) {
            benchmark.run();
        }
    }

    private void run() throws IOException {
        broker.start();
        TieredTopic topic = fill();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Map<String, String>> variant : VARIANTS.entrySet()) {
                report.add(STEP, variant.getKey(), read(topic, variant.getValue()));
            }
        }
        addChecks();
        report.print(System.out);
        report.write(Path.of(System.getProperty("report", "benchmarks/target/report/broker.json")));
    }

    private TieredTopic fill() {
        TopicSpec spec = TopicSpec.topic("cold").partitions(2).with("segment.bytes", Long.toString(SEGMENT_MIB * MIB));
        int records = (int) ((bytes + 2 * SEGMENT_MIB * MIB) / VALUE_BYTES);
        return TieredTopic.create(broker, spec)
                .produce(new Production(records, VALUE_BYTES, OptionalLong.empty(), Map.of("batch.size", "262144")))
                .awaitTiered()
                .awaitDroppedLocally();
    }

    private Figures read(TieredTopic topic, Map<String, String> variant) {
        broker.stop();
        broker.restart(settings(variant));
        server.pace(PACE);
        try (TimedConsumer consumer = TimedConsumer.of(broker.bootstrapServers())) {
            consumer.read(new TopicPartition(topic.name(), 1), bytes / 4);
        }
        try (TimedConsumer consumer = TimedConsumer.of(broker.bootstrapServers())) {
            server.settle();
            server.takeTraffic();
            Figures figures = consumer.read(new TopicPartition(topic.name(), 0), bytes);
            Traffic traffic = server.takeTraffic();
            traffic.requests().forEach((kind, n) -> figures.put("requests." + kind.label(), n));
            figures.put("store.up.bytes", traffic.bytesUp());
            figures.put("store.down.bytes", traffic.bytesDown());
            return figures;
        } finally {
            server.pace(Pace.UNLIMITED);
        }
    }

    private void addChecks() {
        Figures with = report.medians(STEP, WITH);
        Figures without = report.medians(STEP, WITHOUT);
        report.add(Check.atLeast(
                "(9) a consumer's MB/s with reading ahead, to those without",
                with.get("mb.per.second") / without.get("mb.per.second"),
                "times",
                5));
        report.add(Check.atMost(
                "(9) p99 of its waits for a fetch with reading ahead, to that without",
                with.get("call.p99.ms") / without.get("call.p99.ms"),
                "times",
                1));
    }

    private BrokerSettings settings(Map<String, String> variant) {
        S3Server at = server.server();
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("remote.log.storage.manager.class.name", "io.thermocline.s3.S3RemoteStorageManager");
        lines.put("rsm.config.s3.endpoint", at.endpoint().toString());
        lines.put("rsm.config.s3.bucket", "benchmark");
        lines.put("rsm.config.s3.region", at.region());
        lines.put("rsm.config.s3.path.style", "true");
        lines.put("rsm.config.s3.access.key.id", at.accessKey());
        lines.put("rsm.config.s3.secret.access.key", at.secretKey());
        variant.forEach((key, value) -> lines.put("rsm.config." + key, value));
        return new BrokerSettings(
                        "benchmark", KafkaRelease.newest(), TierKind.FILESYSTEM, BrokerSettings.Metadata.TOPIC, lines)
                .withJvm(List.of("-Xmx1g", "-XX:TieredStopAtLevel=4"));
    }

    @Override
    public void close() throws IOException {
        broker.close();
        server.close();
    }
}
