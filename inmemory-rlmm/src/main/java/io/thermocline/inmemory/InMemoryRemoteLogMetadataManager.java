// SPDX-License-Identifier: Apache-2.0
package io.thermocline.inmemory;

import io.thermocline.metadata.PartitionView;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadataManager;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the metadata of remote segments in the memory of the broker's process, and so loses it when the broker stops.
 *
 * <p>An event that is refused fails the future that is returned, with an exception that names the segment, the state it
 * is in and the state asked for. Nothing is thrown but for an argument that is null or a manager that is closed.
 *
 * <p>A partition is ready once the broker has assigned it. A call that comes earlier waits for a configurable time and
 * then fails with {@link org.apache.kafka.common.errors.ReplicaNotAvailableException}. A partition that leaves this
 * broker is not ready any more, but keeps its segments for its return; it is forgotten when its last one is deleted. A
 * partition whose deletion finished is answered for with
 * {@link org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException}, until the broker stops it.
 */
public final class InMemoryRemoteLogMetadataManager implements RemoteLogMetadataManager {
    private static final Logger LOG = LoggerFactory.getLogger(InMemoryRemoteLogMetadataManager.class);

    private final HeldPartitions partitions = new HeldPartitions();

    /** Returns the keys that the manager understands, as the operator writes them after {@code rlmm.config.}. */
    public static ConfigDef configDef() {
        return new ConfigDef(InMemoryConfig.DEFINITION);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        InMemoryConfig config = InMemoryConfig.parse(configs);
        partitions.waitFor(config.readyWait());
        LOG.warn(
                "{} keeps metadata of remote segments in memory only. WHEN THIS BROKER STOPS, ALL OF IT IS LOST: every"
                        + " segment in remote storage becomes unreachable for consumers and stays in the store as an orphan"
                        + " that no retention deletes. Brokers do not share it either. It is for tests, development and"
                        + " clusters of one broker whose data may be lost; anything else needs a durable metadata manager.",
                getClass().getSimpleName());
        if (!config.unknownKeys().isEmpty()) {
            LOG.warn("Unknown configuration is ignored: {}", config.unknownKeys());
        }
    }

    @Override
    public CompletableFuture<Void> addRemoteLogSegmentMetadata(RemoteLogSegmentMetadata added) {
        Objects.requireNonNull(added, "remoteLogSegmentMetadata");
        return apply(added.topicIdPartition(), view -> view.apply(added));
    }

    @Override
    public CompletableFuture<Void> updateRemoteLogSegmentMetadata(RemoteLogSegmentMetadataUpdate update) {
        Objects.requireNonNull(update, "remoteLogSegmentMetadataUpdate");
        return apply(update.topicIdPartition(), view -> view.apply(update));
    }

    @Override
    public CompletableFuture<Void> putRemotePartitionDeleteMetadata(RemotePartitionDeleteMetadata step) {
        Objects.requireNonNull(step, "remotePartitionDeleteMetadata");
        return apply(step.topicIdPartition(), view -> view.apply(step));
    }

    @Override
    public Optional<RemoteLogSegmentMetadata> remoteLogSegmentMetadata(
            TopicIdPartition partition, int epochForOffset, long offset) throws RemoteStorageException {
        return view(partition).find(epochForOffset, offset);
    }

    /** Part of the interface since Kafka 4.0, and so without the annotation. */
    public Optional<RemoteLogSegmentMetadata> nextSegmentWithTxnIndex(
            TopicIdPartition partition, int epoch, long offset) throws RemoteStorageException {
        return view(partition).findWithTxnIndex(epoch, offset);
    }

    @Override
    public Optional<Long> highestOffsetForEpoch(TopicIdPartition partition, int leaderEpoch)
            throws RemoteStorageException {
        return view(partition).highestOffset(leaderEpoch);
    }

    @Override
    public Iterator<RemoteLogSegmentMetadata> listRemoteLogSegments(TopicIdPartition partition)
            throws RemoteStorageException {
        return view(partition).list();
    }

    @Override
    public Iterator<RemoteLogSegmentMetadata> listRemoteLogSegments(TopicIdPartition partition, int leaderEpoch)
            throws RemoteStorageException {
        return view(partition).list(leaderEpoch);
    }

    @Override
    public long remoteLogSize(TopicIdPartition partition, int leaderEpoch) throws RemoteStorageException {
        return view(partition).sizeInBytes(leaderEpoch);
    }

    @Override
    public void onPartitionLeadershipChanges(
            Set<TopicIdPartition> leaderPartitions, Set<TopicIdPartition> followerPartitions) {
        Set<TopicIdPartition> assigned = new HashSet<>(leaderPartitions);
        assigned.addAll(followerPartitions);
        partitions.assign(assigned);
    }

    @Override
    public void onStopPartitions(Set<TopicIdPartition> stopped) {
        partitions.stop(stopped);
    }

    /** Part of the interface since Kafka 4.0, and so without the annotation. */
    public boolean isReady(TopicIdPartition partition) {
        return partitions.isReady(partition);
    }

    @Override
    public void close() {
        partitions.close();
    }

    /** Returns of how many partitions anything is held. */
    int heldPartitions() {
        return partitions.size();
    }

    private PartitionView view(TopicIdPartition partition) throws RemoteStorageException {
        return partitions
                .assigned(Objects.requireNonNull(partition, "topicIdPartition"))
                .view();
    }

    private CompletableFuture<Void> apply(TopicIdPartition partition, HeldPartition.Event event) {
        partitions.requireOpen();
        try {
            partitions.apply(partition, event);
            return CompletableFuture.completedFuture(null);
        } catch (RemoteStorageException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
