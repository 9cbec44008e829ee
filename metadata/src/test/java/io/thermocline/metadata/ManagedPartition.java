// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static io.thermocline.metadata.Segments.deletion;
import static io.thermocline.metadata.Segments.drain;
import static io.thermocline.metadata.Segments.started;
import static io.thermocline.metadata.Segments.update;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadataManager;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/** A partition of a manager under test: each event is waited for, and throws what it was refused with. */
record ManagedPartition(RemoteLogMetadataManager manager, TopicIdPartition partition) {

    RemoteLogSegmentMetadata copied(int epoch, long start, long end) throws Exception {
        return copied(start, end, Map.of(epoch, start));
    }

    RemoteLogSegmentMetadata copied(long start, long end, Map<Integer, Long> epochs) throws Exception {
        RemoteLogSegmentMetadata segment = started(partition, start, end, epochs);
        apply(segment);
        apply(segment, RemoteLogSegmentState.COPY_SEGMENT_FINISHED);
        return segment;
    }

    void apply(RemoteLogSegmentMetadata added) throws Exception {
        await(manager.addRemoteLogSegmentMetadata(added));
    }

    void apply(RemoteLogSegmentMetadata segment, RemoteLogSegmentState... states) throws Exception {
        for (RemoteLogSegmentState state : states) {
            apply(update(segment, state));
        }
    }

    void apply(RemoteLogSegmentMetadataUpdate update) throws Exception {
        await(manager.updateRemoteLogSegmentMetadata(update));
    }

    void apply(RemotePartitionDeleteState step) throws Exception {
        await(manager.putRemotePartitionDeleteMetadata(deletion(partition, step)));
    }

    Optional<RemoteLogSegmentId> find(int epoch, long offset) throws RemoteStorageException {
        return manager.remoteLogSegmentMetadata(partition, epoch, offset)
                .map(RemoteLogSegmentMetadata::remoteLogSegmentId);
    }

    Optional<Long> highestOffset(int epoch) throws RemoteStorageException {
        return manager.highestOffsetForEpoch(partition, epoch);
    }

    List<RemoteLogSegmentId> list() throws RemoteStorageException {
        return ids(manager.listRemoteLogSegments(partition));
    }

    List<RemoteLogSegmentId> list(int epoch) throws RemoteStorageException {
        return ids(manager.listRemoteLogSegments(partition, epoch));
    }

    static List<RemoteLogSegmentId> ids(Iterator<RemoteLogSegmentMetadata> segments) {
        return drain(segments).stream()
                .map(RemoteLogSegmentMetadata::remoteLogSegmentId)
                .toList();
    }

    static void await(CompletableFuture<Void> future) throws Exception {
        try {
            future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
