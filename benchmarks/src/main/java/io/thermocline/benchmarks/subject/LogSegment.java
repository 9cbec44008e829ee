// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.subject;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.server.log.remote.storage.LogSegmentData;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;

/**
 * A closed segment on disk, as a broker hands it over: batches of some 16 KiB made by Kafka's own classes, and indexes as
 * a broker writes them.
 */
public record LogSegment(RemoteLogSegmentMetadata metadata, LogSegmentData data) {

    private static final int BATCH_BYTES = 16 * 1024;
    private static final int RECORD_BYTES = 1000;
    private static final int TEMPLATES = 5;
    private static final int INDEX_INTERVAL_BYTES = 4096;
    private static final int MOST_INDEX_ENTRIES = (1 << 30) / BATCH_BYTES + 1024;
    private static final long TIMESTAMP = 1_700_000_000_000L;
    private static final String NAME = "00000000000000000000";
    private static final String ABOUT = "about.properties";

    /** Writes a segment of at most {@code bytes} bytes, less than a batch below, into a folder of its own. */
    public static LogSegment write(Path directory, int bytes) throws IOException {
        Files.createDirectories(directory);
        ByteBuffer offsetIndex = ByteBuffer.allocate(MOST_INDEX_ENTRIES * 8);
        ByteBuffer timeIndex = ByteBuffer.allocate(MOST_INDEX_ENTRIES * 12);
        long records = writeLog(directory.resolve(NAME + ".log"), bytes, offsetIndex, timeIndex);
        writeFile(directory.resolve(NAME + ".index"), offsetIndex);
        writeFile(directory.resolve(NAME + ".timeindex"), timeIndex);
        Files.write(directory.resolve(NAME + ".txnindex"), new byte[0]);
        Files.write(directory.resolve(NAME + ".snapshot"), new byte[300]);
        Properties about = new Properties();
        about.setProperty("topic.id", Uuid.randomUuid().toString());
        about.setProperty("segment.id", Uuid.randomUuid().toString());
        about.setProperty("records", String.valueOf(records));
        try (Writer out = Files.newBufferedWriter(directory.resolve(ABOUT))) {
            about.store(out, null);
        }
        return read(directory);
    }

    /** Returns the segment that was written into a folder, perhaps by another process. */
    public static LogSegment read(Path directory) throws IOException {
        Properties about = new Properties();
        try (Reader in = Files.newBufferedReader(directory.resolve(ABOUT))) {
            about.load(in);
        }
        TopicIdPartition partition = new TopicIdPartition(
                Uuid.fromString(about.getProperty("topic.id")), new TopicPartition("benchmark", 0));
        long records = Long.parseLong(about.getProperty("records"));
        Path log = directory.resolve(NAME + ".log");
        RemoteLogSegmentMetadata metadata = new RemoteLogSegmentMetadata(
                new RemoteLogSegmentId(partition, Uuid.fromString(about.getProperty("segment.id"))),
                0,
                records - 1,
                TIMESTAMP + records,
                1,
                TIMESTAMP + records,
                Math.toIntExact(Files.size(log)),
                Map.of(0, 0L));
        LogSegmentData data = new LogSegmentData(
                log,
                directory.resolve(NAME + ".index"),
                directory.resolve(NAME + ".timeindex"),
                Optional.of(directory.resolve(NAME + ".txnindex")),
                directory.resolve(NAME + ".snapshot"),
                ByteBuffer.wrap("0\n1\n0 0\n".getBytes(StandardCharsets.UTF_8)));
        return new LogSegment(metadata, data);
    }

    /** Returns the length of the log. */
    public int bytes() {
        return metadata.segmentSizeInBytes();
    }

    private static long writeLog(Path path, int bytes, ByteBuffer offsetIndex, ByteBuffer timeIndex)
            throws IOException {
        List<Template> templates = templates();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        long offset = 0;
        int length = 0;
        int indexedTo = 0;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; length + templates.get(i).bytes().remaining() <= bytes; i = (i + 1) % TEMPLATES) {
                Template batch = templates.get(i);
                long last = offset + batch.records() - 1;
                if (length - indexedTo > INDEX_INTERVAL_BYTES) {
                    offsetIndex.putInt((int) last).putInt(length);
                    timeIndex.putLong(TIMESTAMP + last).putInt((int) last);
                    indexedTo = length;
                }
                if (buffer.remaining() < batch.bytes().remaining()) {
                    flush(buffer, file);
                }
                // No checksum covers a batch's offset.
                int start = buffer.position();
                buffer.put(batch.bytes().duplicate()).putLong(start, offset);
                offset = last + 1;
                length += batch.bytes().remaining();
            }
            flush(buffer, file);
            // The system would write it back while whoever is first copies it.
            file.force(true);
        }
        return offset;
    }

    private record Template(ByteBuffer bytes, int records) {}

    private static List<Template> templates() {
        Random random = new Random(1);
        byte[] value = new byte[RECORD_BYTES];
        int records = BATCH_BYTES / RECORD_BYTES;
        List<Template> templates = new ArrayList<>();
        for (int i = 0; i < TEMPLATES; i++) {
            MemoryRecordsBuilder builder = MemoryRecords.builder(
                    ByteBuffer.allocate(2 * BATCH_BYTES),
                    RecordBatch.MAGIC_VALUE_V2,
                    Compression.NONE,
                    TimestampType.CREATE_TIME,
                    0);
            for (int record = 0; record < records; record++) {
                random.nextBytes(value);
                builder.append(TIMESTAMP + record, new byte[] {(byte) record}, value);
            }
            templates.add(new Template(builder.build().buffer(), records));
        }
        return templates;
    }

    private static void writeFile(Path path, ByteBuffer bytes) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            flush(bytes, file);
        }
    }

    private static void flush(ByteBuffer buffer, FileChannel file) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }
}
