// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.local;

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
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.LogSegmentData;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;

/**
 * A closed segment on disk, as a broker hands it over: batches of magic 2 with random payloads and right checksums, and
 * indexes as long as a broker's.
 */
record LogSegment(RemoteLogSegmentMetadata metadata, LogSegmentData data) {

    private static final int BATCH_BYTES = 16 * 1024;
    private static final int FRAME_BYTES = 12;
    private static final int MAGIC_AT = 16;
    private static final int CRC_AT = 17;
    private static final int CHECKED_FROM = 21;
    private static final int OFFSET_INDEX_ENTRY = 8;
    private static final int TIME_INDEX_ENTRY = 12;

    static LogSegment write(Path directory, int bytes) throws IOException {
        int batches = bytes / BATCH_BYTES;
        Path log = directory.resolve("00000000000000000000.log");
        writeLog(log, batches);
        Path offsetIndex =
                Files.write(directory.resolve("00000000000000000000.index"), new byte[batches * OFFSET_INDEX_ENTRY]);
        Path timeIndex =
                Files.write(directory.resolve("00000000000000000000.timeindex"), new byte[batches * TIME_INDEX_ENTRY]);
        Path snapshot = Files.write(directory.resolve("00000000000000000001.snapshot"), new byte[300]);
        ByteBuffer epochs = ByteBuffer.wrap("0\n1\n0 0\n".getBytes(StandardCharsets.UTF_8));
        TopicIdPartition partition = new TopicIdPartition(Uuid.randomUuid(), new TopicPartition("benchmark", 0));
        return new LogSegment(
                new RemoteLogSegmentMetadata(
                        new RemoteLogSegmentId(partition, Uuid.randomUuid()),
                        0,
                        batches - 1L,
                        0,
                        1,
                        0,
                        batches * BATCH_BYTES,
                        Map.of(0, 0L)),
                new LogSegmentData(log, offsetIndex, timeIndex, Optional.empty(), snapshot, epochs));
    }

    private static void writeLog(Path log, int batches) throws IOException {
        byte[] payload = new byte[BATCH_BYTES - CHECKED_FROM];
        new Random(1).nextBytes(payload);
        ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < batches; i++) {
                batch.clear().putLong(i).putInt(BATCH_BYTES - FRAME_BYTES).putInt(0);
                batch.put(MAGIC_AT, (byte) 2).position(CHECKED_FROM).put(payload);
                batch.putLong(BATCH_BYTES - Long.BYTES, i);
                CRC32C crc = new CRC32C();
                crc.update(batch.slice(CHECKED_FROM, BATCH_BYTES - CHECKED_FROM));
                batch.putInt(CRC_AT, (int) crc.getValue()).flip();
                while (batch.hasRemaining()) {
                    file.write(batch);
                }
            }
        }
    }
}
