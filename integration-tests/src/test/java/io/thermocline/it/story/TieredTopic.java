// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.story;

import io.thermocline.audit.tier.WholeSegment;
import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.Broker;
import io.thermocline.it.load.LocalLog;
import io.thermocline.it.load.SealedValue;
import io.thermocline.it.tier.Tier;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic on a broker, what was written to it, and the waits for what becomes of it. */
public final class TieredTopic {

    private final Broker broker;
    private final TopicSpec spec;
    private final Tier tier;
    /** How many records that must be read back were written to a partition. */
    private final Map<Integer, Long> written = new HashMap<>();

    private TieredTopic(Broker broker, TopicSpec spec) {
        this.broker = broker;
        this.spec = spec;
        this.tier = broker.tier();
    }

    /**
     * Creates the topic and waits until every partition answers: a broker that is still opening a partition may take the
     * second batch of a new producer and refuse the first.
     */
    public static TieredTopic create(Broker broker, TopicSpec spec) {
        NewTopic topic = new NewTopic(spec.name(), spec.partitions(), (short) 1).configs(spec.configs());
        done(broker.admin().createTopics(List.of(topic)).all());
        TieredTopic created = new TieredTopic(broker, spec);
        Await.until("the new topic " + spec.name() + " to answer", Await.LONG, created::answers, broker.log()::tail);
        return created;
    }

    private boolean answers() {
        try {
            partitions().forEach(partition -> offset(partition, OffsetSpec.latest()));
            return true;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    public String name() {
        return spec.name();
    }

    /** Returns the topic's partitions. */
    public List<TopicPartition> partitions() {
        return IntStream.range(0, spec.partitions())
                .mapToObj(partition -> new TopicPartition(name(), partition))
                .toList();
    }

    /** Returns how many records that must be read back were written to a partition. */
    public long written(int partition) {
        return written.getOrDefault(partition, 0L);
    }

    /** Writes records to each partition and waits until all are acknowledged. */
    public TieredTopic produce(Production production) {
        try (Producer<byte[], byte[]> producer = producer(production.producerConfigs())) {
            send(producer, production, true);
        }
        return this;
    }

    /** Writes records in a transaction, which is committed. */
    public TieredTopic produceInTransaction(Production production) {
        transaction(production, true);
        return this;
    }

    /** Writes records in a transaction, which is aborted: nobody who reads committed records may see them. */
    public TieredTopic produceInAbortedTransaction(Production production) {
        transaction(production, false);
        return this;
    }

    private void transaction(Production production, boolean commit) {
        Production transactional = production.with(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name() + "-writer");
        try (Producer<byte[], byte[]> producer = producer(transactional.producerConfigs())) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, transactional, commit);
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private Producer<byte[], byte[]> producer(Map<String, String> configs) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        all.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        all.putAll(configs);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void send(Producer<byte[], byte[]> producer, Production production, boolean counts) {
        for (TopicPartition partition : partitions()) {
            long first = written(partition.partition());
            Future<RecordMetadata> last = null;
            for (long sequence = first; sequence < first + production.count(); sequence++) {
                long stamp = sequence - first;
                Long timestamp = production.firstTimestampMs().isPresent()
                        ? Long.valueOf(production.firstTimestampMs().getAsLong() + stamp)
                        : null;
                byte[] value = SealedValue.of(partition.partition(), sequence, production.valueBytes());
                last = producer.send(new ProducerRecord<>(name(), partition.partition(), timestamp, null, value));
            }
            producer.flush();
            done(last);
            if (counts) {
                written.put(partition.partition(), first + production.count());
            }
        }
    }

    /** Waits until every closed segment is in the tier. */
    public TieredTopic awaitTiered() {
        return await("every closed segment to be tiered", OffsetSpec.latestTiered(), -1);
    }

    /** Waits until every closed segment is gone from the local disk. */
    public TieredTopic awaitDroppedLocally() {
        return await("every closed segment to leave the local disk", OffsetSpec.earliestLocal(), 0);
    }

    private TieredTopic await(String what, OffsetSpec spec, int beforeActive) {
        for (TopicPartition partition : partitions()) {
            LocalLog local = new LocalLog(broker.data(), partition);
            Await.until(
                    what + " (" + partition + ")",
                    Await.LONG,
                    () -> local.activeSegment() > 0 && offset(partition, spec) == local.activeSegment() + beforeActive,
                    () -> "active segment " + local.activeSegment() + ", " + offset(partition, spec));
        }
        return this;
    }

    /** Returns the first offset that is on the local disk. */
    public long localStart(int partition) {
        return offset(new TopicPartition(name(), partition), OffsetSpec.earliestLocal());
    }

    /** Returns the first offset that can be read. */
    public long start(int partition) {
        return offset(new TopicPartition(name(), partition), OffsetSpec.earliest());
    }

    /** Returns the offset of the first record that is not older than that. */
    public long offsetAt(int partition, long timestampMs) {
        return offset(new TopicPartition(name(), partition), OffsetSpec.forTimestamp(timestampMs));
    }

    private long offset(TopicPartition partition, OffsetSpec spec) {
        return done(broker.admin().listOffsets(Map.of(partition, spec)).partitionResult(partition))
                .offset();
    }

    /** Changes the topic's configuration. */
    public TieredTopic alter(Map<String, String> configs) {
        List<AlterConfigOp> changes = configs.entrySet().stream()
                .map(e -> new AlterConfigOp(new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name());
        done(broker.admin().incrementalAlterConfigs(Map.of(topic, changes)).all());
        return this;
    }

    /** Deletes the topic. */
    public void delete() {
        done(broker.admin().deleteTopics(List.of(name())).all());
    }

    /** Returns the topic's segments in the tier, each verified to the last byte. */
    public List<WholeSegment> segments() {
        return tier.segments(name());
    }

    /** Returns the keys of the topic's objects in the tier. */
    public List<String> keys() {
        return tier.keys(name());
    }

    /** Returns the tier that the topic is in. */
    public Tier tier() {
        return tier;
    }

    /** Returns what is on the local disk of a partition. */
    public LocalLog local(int partition) {
        return new LocalLog(broker.data(), new TopicPartition(name(), partition));
    }

    /** Opens a reading of the whole topic from the first offset that can be read. */
    public Reading read() {
        return Reading.of(broker, this);
    }

    private static <T> T done(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }
}
