// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.server.log.remote.storage.LogSegmentData;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;

/**
 * A closed segment as the broker hands it over: files of real record batches on disk, and their metadata.
 *
 * @param metadata as the broker has it when it asks for a copy
 */
public record KafkaSegment(RemoteLogSegmentMetadata metadata, LogSegmentData data) {

    private static final TopicIdPartition PARTITION =
            new TopicIdPartition(Uuid.randomUuid(), new TopicPartition("orders", 3));
    private static final int BATCH_BYTES = 16 * 1024;

    /** Makes a segment with at least {@code bytes} bytes of log, or none at all. */
    public static KafkaSegment create(Path directory, long bytes) throws IOException {
        return create(directory, 0, bytes, Optional.of(new byte[0]));
    }

    /** Makes a segment that begins at {@code startOffset}. */
    public static KafkaSegment create(Path directory, long startOffset, long bytes, Optional<byte[]> transactionIndex)
            throws IOException {
        Path folder = Files.createTempDirectory(directory, "segment");
        String name = "%020d".formatted(startOffset);
        Random random = new Random(bytes * 31 + startOffset);
        Path log = folder.resolve(name + ".log");
        long endOffset = writeLog(log, startOffset, bytes, random);
        LogSegmentData data = new LogSegmentData(
                log,
                write(folder.resolve(name + ".index"), random, 8 * (int) (bytes / 4096)),
                write(folder.resolve(name + ".timeindex"), random, 12 * (int) (bytes / 4096)),
                transactionIndex.isPresent()
                        ? Optional.of(Files.write(folder.resolve(name + ".txnindex"), transactionIndex.get()))
                        : Optional.empty(),
                write(folder.resolve(name + ".snapshot"), random, 100),
                ByteBuffer.wrap("0\n1\n4 0\n".getBytes(StandardCharsets.UTF_8)));
        RemoteLogSegmentMetadata metadata = new RemoteLogSegmentMetadata(
                new RemoteLogSegmentId(PARTITION, Uuid.randomUuid()),
                startOffset,
                Math.max(startOffset, endOffset),
                1_700_000_000_000L,
                1,
                1_700_000_060_000L,
                (int) Files.size(log),
                Map.of(4, startOffset));
        return new KafkaSegment(metadata, data);
    }

    private static long writeLog(Path log, long startOffset, long bytes, Random random) throws IOException {
        long offset = startOffset;
        try (FileChannel out = FileChannel.open(log, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (out.position() < bytes) {
                byte[] value = new byte[random.nextInt(BATCH_BYTES) + 1];
                random.nextBytes(value);
                MemoryRecords batch = MemoryRecords.withRecords(
                        offset, Compression.NONE, new SimpleRecord(1_700_000_000_000L, null, value));
                batch.writeFullyTo(out);
                offset++;
            }
        }
        return offset - 1;
    }

    private static Path write(Path path, Random random, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        return Files.write(path, content);
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
