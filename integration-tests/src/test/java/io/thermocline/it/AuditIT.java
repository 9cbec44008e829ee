// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Pace;
import io.thermocline.audit.ledger.Gaps;
import io.thermocline.audit.ledger.Ledger;
import io.thermocline.audit.ledger.LedgerReading;
import io.thermocline.audit.ledger.LedgerTransaction;
import io.thermocline.audit.ledger.VerifyingRecords;
import io.thermocline.audit.ledger.VerifyingRecords.Stamp;
import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.story.OnEachTier;
import io.thermocline.it.story.TieredKafka;
import io.thermocline.it.story.TieredTopic;
import io.thermocline.it.story.TopicSpec;
import io.thermocline.it.tier.Tier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The audit, a program of its own with Kafka's newest jars, agrees with a broker and the plugin about what lies in the
 * tier, and tells what somebody did to it.
 */
@OnEachTier
class AuditIT {

    private static final int VALUE_BYTES = 1000;
    private static final long RUN = 20;

    @RegisterExtension
    static final TieredKafka KAFKA = TieredKafka.with(Metadata.TOPIC);

    private record Answer(int exitCode, String text) {}

    @Test
    void theAuditAgreesUntilSomethingHappens() throws Exception {
        TieredTopic topic = KAFKA.create(TopicSpec.topic("audited").partitions(2));
        Ledger ledger = new Ledger(RUN);
        produce(topic, ledger, 3_000);
        produceInTransactions(topic, ledger, 1_500);
        topic.awaitTiered().awaitDroppedLocally();

        AuditReport records = new LedgerReading(KAFKA.broker().bootstrapServers(), ledger, Gaps.ALLOWED)
                .read(Await.LONG, Pace.every(Duration.ofMillis(50)));
        assertThat(records.findings()).as(records.toString()).isEmpty();
        assertThat(records.looked("acknowledged records")).isEqualTo(ledger.count());
        assertThat(ledger.count()).isEqualTo(2 * (3_000 + 1_500));

        Answer clean = audit("--settle-seconds", "30");
        assertThat(clean.exitCode()).as(clean.text()).isZero();
        assertThat(clean.text()).contains(topic.keys().size() + " objects").contains("0 violations, 0 notes");
        assertThat(topic.keys()).hasSizeGreaterThan(6);

        harm(topic);

        topic.delete();
        Answer empty = audit("--settle-seconds", "30");
        assertThat(empty.exitCode()).as(empty.text()).isZero();
        assertThat(empty.text()).contains(" 0 objects");
    }

    private void harm(TieredTopic topic) throws Exception {
        Tier tier = topic.tier();
        String key = topic.keys().get(1);
        byte[] whole = tier.bytes(key);
        byte[] flipped = whole.clone();
        flipped[300_000] ^= 1;
        tier.put(key, flipped);
        finds("BAD_BLOCK " + key);
        tier.remove(key);
        finds("MISSING_OBJECT " + key);
        tier.put(key, whole);
        String orphan = key.substring(0, key.length() - 26) + "AAAAAAAAAAAAAAAAAAAAAw.seg";
        tier.put(orphan, whole);
        finds("ORPHAN_OBJECT " + orphan);
        tier.remove(orphan);
    }

    private void finds(String violation) throws Exception {
        Answer answer = audit();
        assertThat(answer.exitCode()).as(answer.text()).isEqualTo(1);
        assertThat(answer.text()).contains(": 1 violations").contains("VIOLATION " + violation);
    }

    private static void produce(TieredTopic topic, Ledger ledger, int count) {
        try (Producer<byte[], byte[]> producer = producer(Map.of())) {
            for (long sequence = 0; sequence < 2L * count; sequence++) {
                byte[] value = VerifyingRecords.value(new Stamp(RUN, 0, sequence), VALUE_BYTES);
                producer.send(
                        new ProducerRecord<>(topic.name(), (int) (sequence % 2), null, value),
                        ledger.onAcknowledged(value));
            }
        }
    }

    private static void produceInTransactions(TieredTopic topic, Ledger ledger, int count) {
        try (Producer<byte[], byte[]> producer =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "audit-writer"))) {
            producer.initTransactions();
            for (int transaction = 0; transaction < 6; transaction++) {
                producer.beginTransaction();
                LedgerTransaction entries = ledger.begin();
                for (long i = 0; i < 2L * count / 3; i++) {
                    long sequence = transaction * 2L * count + i;
                    byte[] value = VerifyingRecords.value(new Stamp(RUN, 1, sequence), VALUE_BYTES);
                    producer.send(
                            new ProducerRecord<>(topic.name(), (int) (i % 2), null, value),
                            entries.onAcknowledged(value));
                }
                producer.flush();
                if (transaction % 2 == 0) {
                    producer.commitTransaction();
                    entries.committed();
                } else {
                    producer.abortTransaction();
                    entries.aborted();
                }
            }
        }
    }

    private static Producer<byte[], byte[]> producer(Map<String, Object> configs) {
        Map<String, Object> all = new HashMap<>(configs);
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.broker().bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Runs the audit as a person does. */
    private static Answer audit(String... more) throws IOException, InterruptedException {
        Map<String, String> tier = KAFKA.broker().tier().settings();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("thermocline.audit"), "run").toString(),
                "--bootstrap",
                KAFKA.broker().bootstrapServers()));
        if (tier.containsKey("rsm.config.local.path")) {
            command.addAll(List.of("--directory", tier.get("rsm.config.local.path")));
        } else {
            command.addAll(List.of("--bucket", tier.get("rsm.config.s3.bucket")));
            command.addAll(List.of("--s3-endpoint", tier.get("rsm.config.s3.endpoint")));
            command.addAll(List.of("--path-style", tier.get("rsm.config.s3.path.style")));
        }
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("AWS_ACCESS_KEY_ID", tier.getOrDefault("rsm.config.s3.access.key.id", ""));
        builder.environment().put("AWS_SECRET_ACCESS_KEY", tier.getOrDefault("rsm.config.s3.secret.access.key", ""));
        Process audit = builder.start();
        String text = new String(audit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(audit.waitFor(), text);
    }
}
