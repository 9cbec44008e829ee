// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm.testing;

import io.thermocline.segment.SegmentDescription;
import io.thermocline.segment.SegmentFiles;
import io.thermocline.segment.testing.TestSegment;
import io.thermocline.segment.testing.TestSegmentBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.server.log.remote.storage.LogSegmentData;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;

/**
 * A closed segment as the broker hands it over.
 *
 * @param metadata as the broker has it when it asks for a copy
 */
public record KafkaSegment(RemoteLogSegmentMetadata metadata, LogSegmentData data) {

    /** Makes a segment with a log of exactly {@code bytes} bytes and an empty transaction index. */
    public static KafkaSegment create(Path directory, long bytes) throws IOException {
        return create(directory, TestSegment.builder().size(bytes).transactions(0));
    }

    /** Makes a segment in a folder of its own. */
    public static KafkaSegment create(Path directory, TestSegmentBuilder builder) throws IOException {
        return of(builder.writeTo(Files.createTempDirectory(directory, "segment")));
    }

    /** Says the same of a segment in Kafka's words. */
    public static KafkaSegment of(TestSegment segment) {
        SegmentDescription description = segment.description();
        TopicPartition partition = new TopicPartition(
                description.name().topic(), description.name().partition());
        RemoteLogSegmentMetadata metadata = new RemoteLogSegmentMetadata(
                new RemoteLogSegmentId(new TopicIdPartition(segment.topicId(), partition), segment.segmentId()),
                description.name().startOffset(),
                description.endOffset(),
                description.maxTimestampMs(),
                description.brokerId(),
                description.eventTimestampMs(),
                Math.toIntExact(description.sizeInBytes()),
                new TreeMap<>(description.leaderEpochs()));
        SegmentFiles files = segment.files();
        return new KafkaSegment(
                metadata,
                new LogSegmentData(
                        files.log(),
                        files.offsetIndex(),
                        files.timeIndex(),
                        files.transactionIndex(),
                        files.producerSnapshot(),
                        files.leaderEpochs()));
    }

    /** Returns the metadata as the broker has it after a copy that returned {@code custom}. */
    public RemoteLogSegmentMetadata copied(Optional<CustomMetadata> custom) {
        return metadata.createWithUpdates(new RemoteLogSegmentMetadataUpdate(
                metadata.remoteLogSegmentId(),
                metadata.eventTimestampMs() + 1,
                custom,
                RemoteLogSegmentState.COPY_SEGMENT_FINISHED,
                metadata.brokerId()));
    }

    /** Returns the bytes of the log. */
    public byte[] log() throws IOException {
        return Files.readAllBytes(data.logSegment());
    }
}
