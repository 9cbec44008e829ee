// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/**
 * The segments of a broker's partitions, the same in every run: an epoch begins in the middle of every tenth segment,
 * so that this one spans two, and each has custom metadata of 30 bytes.
 *
 * @param partitions among how many partitions the segments are shared out evenly
 * @param segments how many there are in all
 */
record Population(int partitions, int segments) {
    static final int RECORDS_PER_SEGMENT = 1000;
    private static final int SEGMENTS_PER_EPOCH = 10;
    private static final int CUSTOM_METADATA_BYTES = 30;

    int segmentsPerPartition() {
        return segments / partitions;
    }

    int epochs() {
        return epochOf(segmentsPerPartition() * (long) RECORDS_PER_SEGMENT - 1) + 1;
    }

    static int epochOf(long offset) {
        return (int) ((offset + RECORDS_PER_SEGMENT / 2) / (SEGMENTS_PER_EPOCH * RECORDS_PER_SEGMENT));
    }

    List<Subject> fill(Subject.Kind kind) throws RemoteStorageException {
        Random random = new Random(1);
        List<Subject> filled = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            TopicIdPartition partition = new TopicIdPartition(uuid(random), i, "benchmark");
            Subject subject = kind.open(partition);
            for (int segment = 0; segment < segmentsPerPartition(); segment++) {
                copy(subject, partition, (long) segment * RECORDS_PER_SEGMENT, random);
            }
            filled.add(subject);
        }
        return filled;
    }

    private static void copy(Subject subject, TopicIdPartition partition, long start, Random random)
            throws RemoteStorageException {
        long end = start + RECORDS_PER_SEGMENT - 1;
        Map<Integer, Long> epochs = new TreeMap<>(Map.of(epochOf(start), start));
        epochs.putIfAbsent(epochOf(end), start + RECORDS_PER_SEGMENT / 2);
        RemoteLogSegmentId id = new RemoteLogSegmentId(partition, uuid(random));
        subject.add(new RemoteLogSegmentMetadata(id, start, end, start, 1, start, 1 << 30, epochs, true));
        byte[] customMetadata = new byte[CUSTOM_METADATA_BYTES];
        random.nextBytes(customMetadata);
        subject.update(new RemoteLogSegmentMetadataUpdate(
                id,
                end,
                Optional.of(new CustomMetadata(customMetadata)),
                RemoteLogSegmentState.COPY_SEGMENT_FINISHED,
                1));
    }

    private static Uuid uuid(Random random) {
        return new Uuid(random.nextLong(), random.nextLong());
    }
}
