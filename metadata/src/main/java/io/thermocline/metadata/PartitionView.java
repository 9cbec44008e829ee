// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Collections;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteMetadata;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/**
 * The remote segments of one partition: events go in, answers come out, and the answers are those of Kafka's own cache.
 *
 * <p>Queries take no lock and never wait. Each one sees the partition as it was between two events: an event that moves
 * a segment in several epochs, or replaces several segments by one, is seen whole or not at all. An iterator is a
 * snapshot of the moment it was asked for.
 *
 * <p>Events are applied one at a time. Each is checked against the state it finds; one that is refused changes nothing.
 * {@code check} is that same check alone, for a caller that must record an event before it applies it, and must see to
 * it that no other event comes between the two.
 */
public final class PartitionView {
    private final TopicIdPartition partition;

    /** Written under this object's lock, read by anyone; all that queries need hangs from here. */
    private volatile LongTree<EpochView> epochs = LongTree.empty();

    /** Guarded by this. */
    private final SegmentTable segments = new SegmentTable();

    /** Guarded by this; null until deletion is asked for. */
    private RemotePartitionDeleteState deletion;

    public PartitionView(TopicIdPartition partition) {
        this.partition = partition;
    }

    public TopicIdPartition partition() {
        return partition;
    }

    /**
     * Checks the addition of a segment as {@link #apply(RemoteLogSegmentMetadata)} does.
     *
     * @throws IllegalArgumentException if its state is not COPY_SEGMENT_STARTED, it is of another partition, or a leader
     *     epoch starts before offset 0
     * @throws RefusedTransitionException if the segment is there and past COPY_SEGMENT_STARTED
     */
    public synchronized void check(RemoteLogSegmentMetadata added) throws RefusedTransitionException {
        checkPartition(added.topicIdPartition());
        added.segmentLeaderEpochs().forEach((epoch, start) -> {
            if (start < 0) {
                throw new IllegalArgumentException("Segment %s is said to have leader epoch %d from offset %d on"
                        .formatted(added.remoteLogSegmentId(), epoch, start));
            }
        });
        SegmentLifecycle.checkAdd(added.remoteLogSegmentId(), state(added.remoteLogSegmentId()), added.state());
    }

    /** Adds a segment whose copy starts. Adding it again while it is still being copied replaces what was known. */
    public synchronized void apply(RemoteLogSegmentMetadata added) throws RefusedTransitionException {
        check(added);
        LongTree<EpochView> changed = epochs;
        StoredSegment previous = segments.get(added.remoteLogSegmentId().id());
        if (previous != null) {
            for (int i = 0; i < previous.lineage.size(); i++) {
                EpochView view = changed.get(previous.lineage.epochAt(i));
                changed = put(changed, view.without(previous));
            }
        }
        StoredSegment segment = new StoredSegment(added, lineage(added));
        for (int i = 0; i < segment.lineage.size(); i++) {
            EpochView view = epochOrNew(changed, segment.lineage.epochAt(i));
            changed = put(changed, view.withUnreferenced(segment));
        }
        segments.put(segment);
        epochs = changed;
    }

    /**
     * Checks an update of a segment as {@link #apply(RemoteLogSegmentMetadataUpdate)} does.
     *
     * @throws org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException if there is no such segment,
     *     or not any more
     * @throws RefusedTransitionException if the state asked for cannot follow the one that the segment is in
     * @throws IllegalArgumentException if it asks for COPY_SEGMENT_STARTED, or is of another partition
     */
    public synchronized void check(RemoteLogSegmentMetadataUpdate update) throws RemoteStorageException {
        checkPartition(update.topicIdPartition());
        SegmentLifecycle.checkUpdate(update.remoteLogSegmentId(), state(update.remoteLogSegmentId()), update.state());
    }

    /**
     * Takes a segment to its next state, or again to the one it is in. A copy that is reported finished a second time
     * counts as finished now, and may take the place of one that had replaced it meanwhile; Kafka does the same.
     */
    public synchronized void apply(RemoteLogSegmentMetadataUpdate update) throws RemoteStorageException {
        check(update);
        StoredSegment previous = segments.get(update.remoteLogSegmentId().id());
        StoredSegment segment = previous.updated(update);
        LongTree<EpochView> changed = epochs;
        for (int i = 0; i < segment.lineage.size(); i++) {
            EpochView others = changed.get(segment.lineage.epochAt(i)).without(previous);
            changed = put(
                    changed,
                    switch (segment.state()) {
                        case COPY_SEGMENT_FINISHED -> others.withCopied(segment);
                        case COPY_SEGMENT_STARTED, DELETE_SEGMENT_STARTED -> others.withUnreferenced(segment);
                        case DELETE_SEGMENT_FINISHED -> others;
                    });
        }
        if (segment.state() == RemoteLogSegmentState.DELETE_SEGMENT_FINISHED) {
            segments.remove(segment);
        } else {
            segments.put(segment);
        }
        epochs = changed;
    }

    /**
     * Checks a step of the partition's deletion as {@link #apply(RemotePartitionDeleteMetadata)} does.
     *
     * @throws RefusedTransitionException if the state asked for cannot follow the one that the deletion is in
     * @throws IllegalArgumentException if it is of another partition
     */
    public synchronized void check(RemotePartitionDeleteMetadata step) throws RefusedTransitionException {
        checkPartition(step.topicIdPartition());
        PartitionLifecycle.check(partition, Optional.ofNullable(deletion), step.state());
    }

    /** Takes a step of the partition's deletion. The last one forgets all segments, whatever state they are in. */
    public synchronized void apply(RemotePartitionDeleteMetadata step) throws RefusedTransitionException {
        check(step);
        deletion = step.state();
        if (deletion == RemotePartitionDeleteState.DELETE_PARTITION_FINISHED) {
            segments.clear();
            epochs = LongTree.empty();
            deletion = null;
        }
    }

    /** Returns the state of a segment; for writers: unlike a query, it waits for an event that is being applied. */
    public synchronized Optional<RemoteLogSegmentState> state(RemoteLogSegmentId id) {
        return Optional.ofNullable(segments.get(id.id())).map(StoredSegment::state);
    }

    /** Returns the state that the partition's deletion is in, if anybody asked for one; it too is for writers. */
    public synchronized Optional<RemotePartitionDeleteState> deletion() {
        return Optional.ofNullable(deletion);
    }

    /** Returns how many segments there are, in whatever state; it too is for writers. */
    public synchronized int size() {
        return segments.size();
    }

    /**
     * Returns the segment that has {@code offset} in {@code epoch}: of those whose copy finished, the one in which the
     * epoch starts last before the offset, provided that the epoch reaches as far as the offset within it.
     */
    public Optional<RemoteLogSegmentMetadata> find(int epoch, long offset) {
        EpochView view = epochs.get(epoch);
        StoredSegment segment = view == null ? null : view.find(offset);
        return segment == null ? Optional.empty() : Optional.of(segment.toMetadata(partition));
    }

    /**
     * Returns the first segment with a transaction index among the one that has {@code offset} in {@code epoch} and
     * those that follow on it in the epoch without a gap.
     */
    public Optional<RemoteLogSegmentMetadata> findWithTxnIndex(int epoch, long offset) {
        EpochView view = epochs.get(epoch);
        StoredSegment segment = view == null ? null : view.find(offset);
        while (segment != null && segment.txnIndexEmpty()) {
            StoredSegment next = view.find(segment.endOffset + 1);
            // An epoch that is said to go on past the end of its segment leads back to it.
            segment = next != null && next.endOffset > segment.endOffset ? next : null;
        }
        return segment == null ? Optional.empty() : Optional.of(segment.toMetadata(partition));
    }

    /**
     * Returns the highest offset of {@code epoch} in any segment whose copy ever finished. Deleting segments does not
     * lower it.
     */
    public Optional<Long> highestOffset(int epoch) {
        EpochView view = epochs.get(epoch);
        return view == null ? Optional.empty() : Optional.ofNullable(view.highestOffset());
    }

    /** Returns all segments, in no particular order: those being copied or deleted and those replaced, too. */
    public Iterator<RemoteLogSegmentMetadata> list() {
        return new PartitionListing(partition, epochs);
    }

    /** Returns the segments that have records of {@code epoch}, by ascending start offset, in whatever state. */
    public Iterator<RemoteLogSegmentMetadata> list(int epoch) {
        EpochView view = epochs.get(epoch);
        return view == null ? Collections.emptyIterator() : new EpochListing(partition, view.listing());
    }

    /** Returns the bytes of the segments that {@link #list(int)} returns. */
    public long sizeInBytes(int epoch) {
        EpochView view = epochs.get(epoch);
        long bytes = 0;
        if (view != null) {
            for (Iterator<StoredSegment> listed = view.listing(); listed.hasNext(); ) {
                bytes += listed.next().sizeInBytes;
            }
        }
        return bytes;
    }

    private void checkPartition(TopicIdPartition other) {
        if (!partition.equals(other)) {
            throw new IllegalArgumentException("An event of partition " + other + " came to the view of " + partition);
        }
    }

    private Lineage lineage(RemoteLogSegmentMetadata metadata) {
        NavigableMap<Integer, Long> starts = metadata.segmentLeaderEpochs();
        boolean single = starts.size() == 1 && starts.firstEntry().getValue() == metadata.startOffset();
        return single ? epochOrNew(epochs, starts.firstKey()).lineage : new EpochStarts(starts);
    }

    private static EpochView epochOrNew(LongTree<EpochView> epochs, int epoch) {
        EpochView view = epochs.get(epoch);
        return view == null ? new EpochView(epoch) : view;
    }

    private static LongTree<EpochView> put(LongTree<EpochView> epochs, EpochView view) {
        if (!view.isForgettable()) {
            return epochs.put(view.epoch(), view);
        }
        EpochView gone = epochs.get(view.epoch());
        return gone == null ? epochs : epochs.minus(view.epoch(), gone);
    }
}
