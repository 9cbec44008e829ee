// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.it.broker.Await;
import io.thermocline.it.load.LocalLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;

/** The topics of a cluster: what an operator does with them, and the waits for what becomes of that. */
public final class Topics {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long BETWEEN_REQUESTS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final short REPLICAS = 3;

    private final Cluster cluster;
    private final Admin admin;

    Topics(Cluster cluster, Admin admin) {
        this.cluster = cluster;
        this.admin = admin;
    }

    /** Creates a topic with three replicas of each partition, and waits until each has its leader and all replicas. */
    public List<TopicPartition> create(String name, int partitions, Map<String, String> configs) {
        done(() -> admin.createTopics(List.of(new NewTopic(name, partitions, REPLICAS).configs(configs)))
                .all());
        List<TopicPartition> created = partitionsOf(name, partitions);
        awaitInSync(created, REPLICAS);
        return created;
    }

    private static List<TopicPartition> partitionsOf(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(name, partition))
                .toList();
    }

    /** Gives a topic more partitions, and returns all. */
    public List<TopicPartition> expand(String name, int partitions) {
        done(() -> admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions)))
                .all());
        List<TopicPartition> all = partitionsOf(name, partitions);
        awaitInSync(all, REPLICAS);
        return all;
    }

    /** Deletes a topic. */
    public void delete(String name) {
        done(() -> admin.deleteTopics(List.of(name)).all());
    }

    /** Changes the configuration of a topic. */
    public void alter(String name, Map<String, String> configs) {
        List<AlterConfigOp> changes = configs.entrySet().stream()
                .map(e -> new AlterConfigOp(new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        done(() -> admin.incrementalAlterConfigs(Map.of(topic, changes)).all());
    }

    /** Gives a partition to these brokers, the preferred leader first, and waits until they have it and no other. */
    public void reassign(TopicPartition partition, List<Integer> brokers) {
        done(() -> admin.alterPartitionReassignments(
                        Map.of(partition, Optional.of(new NewPartitionReassignment(brokers))))
                .all());
        Await.until(
                partition + " to be on brokers " + brokers,
                PATIENCE,
                () -> ids(info(partition).replicas()).equals(brokers)
                        && info(partition).isr().size() == brokers.size(),
                () -> info(partition));
    }

    /** Lets the next of a partition's replicas lead, in the order of ids. */
    public void moveLeader(TopicPartition partition) {
        List<Integer> rotated = new ArrayList<>(ids(info(partition).replicas()));
        rotated.add(rotated.remove(0));
        done(() -> admin.alterPartitionReassignments(
                        Map.of(partition, Optional.of(new NewPartitionReassignment(rotated))))
                .all());
        electPreferred(Set.of(partition));
    }

    /** Lets the first of each partition's replicas lead, where it is able to. */
    public void electPreferred(Set<TopicPartition> partitions) {
        done(() -> admin.electLeaders(ElectionType.PREFERRED, partitions).partitions());
    }

    /** Returns the broker that leads a partition. */
    public int leader(TopicPartition partition) {
        Node leader = info(partition).leader();
        return leader == null ? -1 : leader.id();
    }

    /** Waits until a broker leads a partition; of an election, brokers hear one after the other. */
    public void awaitLeader(TopicPartition partition, int broker) {
        Await.until(
                "broker " + broker + " to lead " + partition,
                PATIENCE,
                () -> leader(partition) == broker,
                () -> "broker %d leads".formatted(leader(partition)));
    }

    private TopicPartitionInfo info(TopicPartition partition) {
        return describe(Set.of(partition.topic())).get(partition);
    }

    private Map<TopicPartition, TopicPartitionInfo> describe(Collection<String> topics) {
        Map<TopicPartition, TopicPartitionInfo> all = new HashMap<>();
        Map<String, TopicDescription> described =
                done(() -> admin.describeTopics(topics).allTopicNames());
        described.forEach((name, topic) ->
                topic.partitions().forEach(info -> all.put(new TopicPartition(name, info.partition()), info)));
        return all;
    }

    private static List<Integer> ids(List<Node> brokers) {
        return brokers.stream().map(Node::id).toList();
    }

    /** Waits until each partition has a leader, and that many replicas that have all its records. */
    public void awaitInSync(Collection<TopicPartition> partitions, int replicas) {
        Set<String> topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
        Await.until(
                replicas + " replicas to be in sync of each of " + topics,
                PATIENCE,
                () -> {
                    Map<TopicPartition, TopicPartitionInfo> now = describe(topics);
                    return partitions.stream().allMatch(partition -> isInSync(now.get(partition), replicas));
                },
                () -> describe(topics));
    }

    private static boolean isInSync(TopicPartitionInfo info, int replicas) {
        return info != null && info.leader() != null && info.isr().size() == replicas;
    }

    /** Waits until every closed segment of each partition is in the tier. */
    public void awaitTiered(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Await.until(
                    "every closed segment of " + partition + " to be tiered",
                    PATIENCE,
                    () -> untiered(partition) == 0,
                    () -> "%d offsets are not; broker %d leads".formatted(untiered(partition), leader(partition)));
        }
    }

    /** Returns how many offsets in closed segments of a partition are not in the tier. */
    public long untiered(TopicPartition partition) {
        long active = activeSegment(partition);
        return active == 0 ? 0 : active - 1 - offset(partition, OffsetSpec.latestTiered());
    }

    private long activeSegment(TopicPartition partition) {
        return new LocalLog(cluster.node(leader(partition)).data(), partition).activeSegment();
    }

    /** Returns the first offset of each partition. */
    public Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
        return partitions.stream().collect(Collectors.toMap(partition -> partition, this::start));
    }

    /** Returns the first offset that can be read. */
    public long start(TopicPartition partition) {
        return offset(partition, OffsetSpec.earliest());
    }

    /** Returns the first offset that is on the leader's disk. */
    public long localStart(TopicPartition partition) {
        return offset(partition, OffsetSpec.earliestLocal());
    }

    private long offset(TopicPartition partition, OffsetSpec spec) {
        return done(() -> admin.listOffsets(Map.of(partition, spec)).partitionResult(partition))
                .offset();
    }

    /** Waits until a partition's first local offset is not its first one: what was tiered has left the local disks. */
    public void awaitDroppedLocally(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Await.until(
                    "segments of " + partition + " to leave the local disk",
                    PATIENCE,
                    () -> localStart(partition) == activeSegment(partition),
                    () -> "from offset " + localStart(partition));
        }
    }

    /** Asks until there is an answer: a cluster in trouble may have to be asked again. */
    private static <T> T done(Supplier<? extends Future<T>> request) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return request.get().get();
            } catch (InterruptedException e) {
                throw interrupted(e);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() - end > 0) {
                    throw new AssertionError(e.getCause().getMessage(), e.getCause());
                }
                LockSupport.parkNanos(BETWEEN_REQUESTS);
            }
        }
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted", e);
    }
}
