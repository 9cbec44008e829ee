// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.server.log.remote.storage.LogSegmentData;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;

/** A closed segment as a broker hands it to the plugin: batches of ten records of 1 kB, made with Kafka's own classes. */
record BrokerSegment(RemoteLogSegmentMetadata metadata, LogSegmentData data) {

    static final int RECORDS_OF_BATCH = 10;

    private static final int RECORD_BYTES = 1000;
    private static final long TIMESTAMP_MS = 1_700_000_000_000L;
    private static final int EPOCH = 7;
    private static final int EARLIER_EPOCH = 3;

    /** Makes a segment with so many batches from an offset on, in the epoch that began right before it. */
    static BrokerSegment create(Path directory, TopicIdPartition partition, long start, int batches)
            throws IOException {
        Path folder = Files.createTempDirectory(directory, "segment");
        Random random = new Random(start);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        ByteBuffer offsetIndex = ByteBuffer.allocate(8 * batches);
        ByteBuffer timeIndex = ByteBuffer.allocate(12 * batches);
        for (int i = 0; i < batches; i++) {
            int relative = i * RECORDS_OF_BATCH;
            offsetIndex.putInt(relative).putInt(log.size());
            timeIndex.putLong(TIMESTAMP_MS + relative).putInt(relative);
            ByteBuffer batch = batch(start + relative, random);
            log.write(batch.array(), batch.arrayOffset() + batch.position(), batch.remaining());
        }
        long end = start + (long) batches * RECORDS_OF_BATCH - 1;
        String checkpoint = "0\n2\n%d 0\n%d %d\n".formatted(EARLIER_EPOCH, EPOCH, Math.max(0, start - 1));
        LogSegmentData data = new LogSegmentData(
                Files.write(folder.resolve("log"), log.toByteArray()),
                Files.write(folder.resolve("index"), offsetIndex.array()),
                Files.write(folder.resolve("timeindex"), timeIndex.array()),
                Optional.of(Files.write(folder.resolve("txnindex"), new byte[34])),
                Files.write(folder.resolve("snapshot"), new byte[] {0, 1, 2, 3, 4, 5}),
                ByteBuffer.wrap(checkpoint.getBytes(StandardCharsets.UTF_8)));
        RemoteLogSegmentMetadata metadata = new RemoteLogSegmentMetadata(
                new RemoteLogSegmentId(partition, Uuid.randomUuid()),
                start,
                end,
                TIMESTAMP_MS + end,
                1,
                TIMESTAMP_MS + 60_000,
                log.size(),
                new TreeMap<>(Map.of(EPOCH, start)),
                false);
        return new BrokerSegment(metadata, data);
    }

    private static ByteBuffer batch(long base, Random random) {
        SimpleRecord[] records = new SimpleRecord[RECORDS_OF_BATCH];
        for (int i = 0; i < records.length; i++) {
            byte[] value = new byte[RECORD_BYTES];
            random.nextBytes(value);
            records[i] = new SimpleRecord(TIMESTAMP_MS + base + i, value);
        }
        return MemoryRecords.withRecords(base, Compression.NONE, EPOCH, records).buffer();
    }
}
