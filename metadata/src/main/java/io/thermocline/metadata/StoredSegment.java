// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;

/**
 * All that is kept of one segment. There may be a million of these in a broker, each of them exactly 80 bytes of heap
 * and its custom metadata: the broker's own type, some 400 bytes in ten objects, is made anew for each answer.
 */
final class StoredSegment {
    private static final RemoteLogSegmentState[] STATES = {
        RemoteLogSegmentState.COPY_SEGMENT_STARTED,
        RemoteLogSegmentState.COPY_SEGMENT_FINISHED,
        RemoteLogSegmentState.DELETE_SEGMENT_STARTED,
        RemoteLogSegmentState.DELETE_SEGMENT_FINISHED
    };
    private static final int TXN_INDEX_EMPTY = 0x40;

    final long idHigh;
    final long idLow;
    final long startOffset;
    final long endOffset;
    final long maxTimestampMs;
    final long eventTimestampMs;
    final int sizeInBytes;
    final int brokerId;
    final Lineage lineage;

    /** Null where there is none. */
    private final byte[] customMetadata;

    /** The id of the state, and a bit for the transaction index. */
    private final byte marks;

    StoredSegment(RemoteLogSegmentMetadata metadata, Lineage lineage) {
        Uuid id = metadata.remoteLogSegmentId().id();
        this.idHigh = id.getMostSignificantBits();
        this.idLow = id.getLeastSignificantBits();
        this.startOffset = metadata.startOffset();
        this.endOffset = metadata.endOffset();
        this.maxTimestampMs = metadata.maxTimestampMs();
        this.eventTimestampMs = metadata.eventTimestampMs();
        this.sizeInBytes = metadata.segmentSizeInBytes();
        this.brokerId = metadata.brokerId();
        this.lineage = lineage;
        this.customMetadata =
                metadata.customMetadata().map(CustomMetadata::value).orElse(null);
        this.marks = (byte) (metadata.state().id() | (TxnIndexFlag.isEmpty(metadata) ? TXN_INDEX_EMPTY : 0));
    }

    private StoredSegment(StoredSegment before, RemoteLogSegmentMetadataUpdate update) {
        this.idHigh = before.idHigh;
        this.idLow = before.idLow;
        this.startOffset = before.startOffset;
        this.endOffset = before.endOffset;
        this.maxTimestampMs = before.maxTimestampMs;
        this.eventTimestampMs = update.eventTimestampMs();
        this.sizeInBytes = before.sizeInBytes;
        this.brokerId = update.brokerId();
        this.lineage = before.lineage;
        this.customMetadata = update.customMetadata().map(CustomMetadata::value).orElse(null);
        this.marks = (byte) (update.state().id() | (before.marks & TXN_INDEX_EMPTY));
    }

    /**
     * Returns this segment as {@code update} leaves it. As in Kafka, an update always says all of the custom metadata:
     * one that has none takes away what was there.
     */
    StoredSegment updated(RemoteLogSegmentMetadataUpdate update) {
        return new StoredSegment(this, update);
    }

    RemoteLogSegmentState state() {
        return STATES[marks & ~TXN_INDEX_EMPTY];
    }

    boolean txnIndexEmpty() {
        return (marks & TXN_INDEX_EMPTY) != 0;
    }

    long startOf(int epoch) {
        return lineage.startOf(epoch, startOffset);
    }

    long endOf(int epoch) {
        return lineage.endOf(epoch, endOffset);
    }

    RemoteLogSegmentMetadata toMetadata(TopicIdPartition partition) {
        return TxnIndexFlag.create(
                new RemoteLogSegmentId(partition, new Uuid(idHigh, idLow)),
                startOffset,
                endOffset,
                maxTimestampMs,
                brokerId,
                eventTimestampMs,
                sizeInBytes,
                customMetadata == null ? Optional.empty() : Optional.of(new CustomMetadata(customMetadata)),
                state(),
                lineage.toMap(startOffset),
                txnIndexEmpty());
    }
}
