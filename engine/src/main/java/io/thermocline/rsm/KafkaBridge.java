// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.segment.SegmentDescription;
import io.thermocline.segment.SegmentFiles;
import io.thermocline.segment.SegmentName;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.kafka.server.log.remote.storage.LogSegmentData;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/**
 * Translates between the broker's words and ours. What only newer brokers have is reached through method handles: a class
 * that names a type which the broker lacks would fail to load.
 */
final class KafkaBridge {

    private static final Optional<MethodHandle> IS_TXN_IDX_EMPTY = findIsTxnIdxEmpty();
    private static final Optional<MethodHandle> NEW_RETRIABLE = findNewRetriable();

    private KafkaBridge() {}

    static SegmentName name(RemoteLogSegmentMetadata metadata) {
        return new SegmentName(
                metadata.topicIdPartition().topic(),
                metadata.topicIdPartition().topicId().toString(),
                metadata.topicIdPartition().partition(),
                metadata.startOffset(),
                metadata.remoteLogSegmentId().id().toString());
    }

    static SegmentDescription description(RemoteLogSegmentMetadata metadata, LogSegmentData data) throws IOException {
        return new SegmentDescription(
                name(metadata),
                metadata.endOffset(),
                metadata.maxTimestampMs(),
                metadata.eventTimestampMs(),
                metadata.brokerId(),
                metadata.segmentSizeInBytes(),
                transactionIndexEmpty(metadata, data),
                metadata.segmentLeaderEpochs());
    }

    static SegmentFiles files(LogSegmentData data) {
        return new SegmentFiles(
                data.logSegment(),
                data.offsetIndex(),
                data.timeIndex(),
                data.transactionIndex(),
                data.producerSnapshotIndex(),
                data.leaderEpochIndex());
    }

    static Optional<byte[]> customMetadata(RemoteLogSegmentMetadata metadata) {
        return metadata.customMetadata().map(CustomMetadata::value);
    }

    private static boolean transactionIndexEmpty(RemoteLogSegmentMetadata metadata, LogSegmentData data)
            throws IOException {
        if (IS_TXN_IDX_EMPTY.isPresent()) {
            return (boolean) invoke(IS_TXN_IDX_EMPTY.get(), metadata);
        }
        return data.transactionIndex().isEmpty()
                || Files.size(data.transactionIndex().get()) == 0;
    }

    /** Returns the exception by which a broker that knows it tries again without counting a failure. */
    static RemoteStorageException retriable(String message, Throwable cause) {
        return NEW_RETRIABLE
                .map(constructor -> (RemoteStorageException) invoke(constructor, message, cause))
                .orElseGet(() -> new RemoteStorageException(message, cause));
    }

    private static Object invoke(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("calling " + handle + " failed", e);
        }
    }

    private static Optional<MethodHandle> findIsTxnIdxEmpty() {
        try {
            return Optional.of(MethodHandles.publicLookup()
                    .findVirtual(
                            RemoteLogSegmentMetadata.class, "isTxnIdxEmpty", MethodType.methodType(boolean.class)));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return Optional.empty();
        }
    }

    private static Optional<MethodHandle> findNewRetriable() {
        try {
            Class<?> type = Class.forName(
                    RemoteStorageException.class.getPackageName() + ".RetriableRemoteStorageException",
                    true,
                    RemoteStorageException.class.getClassLoader());
            return Optional.of(MethodHandles.publicLookup()
                    .findConstructor(type, MethodType.methodType(void.class, String.class, Throwable.class)));
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException e) {
            return Optional.empty();
        }
    }
}
