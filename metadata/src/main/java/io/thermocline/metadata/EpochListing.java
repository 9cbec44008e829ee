// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Iterator;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;

/** Makes the broker's type of each stored segment when it is asked for, for a caller may stop early. */
record EpochListing(TopicIdPartition partition, Iterator<StoredSegment> segments)
        implements Iterator<RemoteLogSegmentMetadata> {
    @Override
    public boolean hasNext() {
        return segments.hasNext();
    }

    @Override
    public RemoteLogSegmentMetadata next() {
        return segments.next().toMetadata(partition);
    }
}
