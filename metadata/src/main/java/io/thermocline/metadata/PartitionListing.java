// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;

/** All segments of a partition, epoch by epoch; one that spans epochs is listed with the first of them. */
final class PartitionListing implements Iterator<RemoteLogSegmentMetadata> {
    private final TopicIdPartition partition;
    private final Iterator<EpochView> epochs;
    private EpochView epoch;
    private Iterator<StoredSegment> listed = Collections.emptyIterator();
    private Iterator<StoredSegment> overwritten = Collections.emptyIterator();
    private StoredSegment next;

    PartitionListing(TopicIdPartition partition, LongTree<EpochView> epochs) {
        this.partition = partition;
        this.epochs = epochs.iterator();
        this.next = advance();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public RemoteLogSegmentMetadata next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        StoredSegment segment = next;
        next = advance();
        return segment.toMetadata(partition);
    }

    private StoredSegment advance() {
        while (true) {
            while (listed.hasNext()) {
                StoredSegment segment = listed.next();
                if (segment.lineage.epochAt(0) == epoch.epoch()) {
                    return segment;
                }
            }
            if (overwritten.hasNext()) {
                listed = overwritten;
                overwritten = Collections.emptyIterator();
            } else if (epochs.hasNext()) {
                epoch = epochs.next();
                listed = epoch.listing();
                overwritten = epoch.overwritten();
            } else {
                return null;
            }
        }
    }
}
