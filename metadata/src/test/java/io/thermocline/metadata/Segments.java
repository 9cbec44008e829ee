// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteMetadata;
import org.apache.kafka.server.log.remote.storage.RemotePartitionDeleteState;

/** Segments and events of one partition, as tests need them. */
public final class Segments {
    /** The bytes of every segment. */
    public static final int SIZE = 1024;

    private static final int BROKER = 1;
    private static final long NOW = 1_700_000_000_000L;

    private Segments() {}

    public static TopicIdPartition partition(String topic) {
        return new TopicIdPartition(Uuid.randomUuid(), 0, topic);
    }

    public static RemoteLogSegmentMetadata started(
            TopicIdPartition partition, long start, long end, Map<Integer, Long> epochs) {
        return started(partition, start, end, epochs, false);
    }

    /** A segment that lies within one epoch. */
    public static RemoteLogSegmentMetadata started(TopicIdPartition partition, int epoch, long start, long end) {
        return started(partition, start, end, Map.of(epoch, start));
    }

    /** A segment with a mark of whether its transaction index is empty, where the broker's API knows of it. */
    public static RemoteLogSegmentMetadata started(
            TopicIdPartition partition, long start, long end, Map<Integer, Long> epochs, boolean txnIndexEmpty) {
        return TxnIndexFlag.create(
                RemoteLogSegmentId.generateNew(partition),
                start,
                end,
                NOW - 1000,
                BROKER,
                NOW,
                SIZE,
                Optional.empty(),
                RemoteLogSegmentState.COPY_SEGMENT_STARTED,
                epochs,
                txnIndexEmpty);
    }

    /** Whether the API that the tests run with has the mark of an empty transaction index. */
    public static boolean apiKnowsTxnIndex() {
        return TxnIndexFlag.isEmpty(started(partition("probe"), 0, 0, Map.of(0, 0L), true));
    }

    public static RemoteLogSegmentMetadataUpdate update(
            RemoteLogSegmentMetadata segment, RemoteLogSegmentState state, byte... customMetadata) {
        return new RemoteLogSegmentMetadataUpdate(
                segment.remoteLogSegmentId(),
                NOW + state.id(),
                customMetadata.length == 0 ? Optional.empty() : Optional.of(new CustomMetadata(customMetadata)),
                state,
                BROKER + 1);
    }

    public static RemotePartitionDeleteMetadata deletion(TopicIdPartition partition, RemotePartitionDeleteState state) {
        return new RemotePartitionDeleteMetadata(partition, state, NOW, BROKER);
    }

    public static <T> List<T> drain(Iterator<T> iterator) {
        List<T> drained = new ArrayList<>();
        iterator.forEachRemaining(drained::add);
        return drained;
    }
}
