// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.Directories;
import io.thermocline.it.load.ReadAudit;
import io.thermocline.it.load.SealedValue;
import io.thermocline.it.story.TopicSpec;
import io.thermocline.s3.testing.EmbeddedS3;
import io.thermocline.s3.testing.S3Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Kafka's image with the distribution mounted into it, and an S3 server in another container that the broker finds by its
 * name on a network of both.
 */
@NeedsDocker
class S3ContainersIT {

    private static final DockerImageName KAFKA_IMAGE = DockerImageName.parse(
                    System.getProperty("thermocline.kafka.image", "apache/kafka:4.4.0"))
            .asCompatibleSubstituteFor("apache/kafka");
    private static final DockerImageName S3_IMAGE =
            DockerImageName.parse(System.getProperty("thermocline.s3.image", "thermocline-tests/s3"));
    private static final int S3_PORT = 9000;
    private static final String PLUGIN = "/opt/thermocline";

    private static final TopicPartition PARTITION = new TopicPartition("shipped", 0);
    private static final int RECORDS = 5 * 1024;

    @Test
    void segmentsGoToTheOtherContainerAndComeBack() throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> s3 = s3(network)) {
            s3.start();
            try (S3Bucket bucket = EmbeddedS3.server(s3.getMappedPort(S3_PORT)).newBucket();
                    KafkaContainer kafka = kafka(network, bucket)) {
                kafka.start();
                tierAndReadBack(kafka, bucket);
            }
        }
    }

    private static GenericContainer<?> s3(Network network) {
        return new GenericContainer<>(S3_IMAGE)
                .withNetwork(network)
                .withNetworkAliases("s3")
                .withExposedPorts(S3_PORT);
    }

    private static KafkaContainer kafka(Network network, S3Bucket bucket) {
        KafkaContainer kafka = new KafkaContainer(KAFKA_IMAGE)
                .withNetwork(network)
                .withFileSystemBind(Directories.distribution().toString(), PLUGIN, BindMode.READ_ONLY);
        properties(bucket)
                .forEach((key, value) ->
                        kafka.withEnv("KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return kafka;
    }

    private static Map<String, String> properties(S3Bucket bucket) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("remote.log.storage.system.enable", "true");
        lines.put("remote.log.storage.manager.class.name", "io.thermocline.s3.S3RemoteStorageManager");
        lines.put("remote.log.storage.manager.class.path", PLUGIN + "/lib/*");
        bucket.settings().forEach((key, value) -> lines.put("rsm.config." + key, value));
        lines.put("rsm.config.s3.endpoint", "http://s3:" + S3_PORT);
        lines.put("remote.log.metadata.manager.listener.name", "BROKER");
        lines.put("rlmm.config.remote.log.metadata.topic.replication.factor", "1");
        lines.put("rlmm.config.remote.log.metadata.topic.num.partitions", "2");
        lines.put("remote.log.manager.task.interval.ms", "200");
        lines.put("log.retention.check.interval.ms", "300");
        lines.put("log.initial.task.delay.ms", "300");
        return lines;
    }

    private static void tierAndReadBack(KafkaContainer kafka, S3Bucket bucket) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", kafka.getBootstrapServers());
        try (Admin admin = Admin.create(client)) {
            TopicSpec topic = TopicSpec.topic(PARTITION.topic());
            admin.createTopics(List.of(new NewTopic(topic.name(), 1, (short) 1).configs(topic.configs())))
                    .all()
                    .get();
            produce(client);
            // Five segments' worth of records close four segments.
            Await.until(
                    "segments to leave the broker's disk",
                    Await.LONG,
                    () -> localStart(admin) > RECORDS * 3 / 5,
                    kafka::getLogs);
        }

        assertThat(bucket.keys())
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(key -> key.startsWith("segments/shipped/") && key.endsWith(".seg"));
        assertThat(readBack(client)).isEqualTo(RECORDS);
    }

    private static void produce(Map<String, Object> client) throws Exception {
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int sequence = 0; sequence < RECORDS; sequence++) {
                byte[] value = SealedValue.of(PARTITION.partition(), sequence, 1000);
                var unused = producer.send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), null, value));
            }
            producer.flush();
        }
    }

    private static long localStart(Admin admin) throws Exception {
        return admin.listOffsets(Map.of(PARTITION, OffsetSpec.earliestLocal()))
                .partitionResult(PARTITION)
                .get()
                .offset();
    }

    private static long readBack(Map<String, Object> client) {
        ReadAudit audit = new ReadAudit();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, 0);
            Await.until(
                    "every record to be read",
                    Await.LONG,
                    () -> {
                        consumer.poll(Duration.ofMillis(100)).forEach(audit::accept);
                        return audit.records() == RECORDS;
                    },
                    audit::records);
        }
        return audit.records();
    }
}
