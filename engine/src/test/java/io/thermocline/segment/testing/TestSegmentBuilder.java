// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment.testing;

import io.thermocline.segment.SegmentDescription;
import io.thermocline.segment.SegmentFiles;
import io.thermocline.segment.SegmentName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.CompressionType;

/** Makes a {@link TestSegment}. The same settings and ids give the same bytes. */
public final class TestSegmentBuilder {

    private static final int TEMPLATES = 5;
    private static final int TRANSACTION_ENTRY_BYTES = 34;

    private String topic = "orders";
    private Uuid topicId = Uuid.randomUuid();
    private int partition = 3;
    private Uuid segmentId = Uuid.randomUuid();
    private long startOffset = 1200;
    private int brokerId = 1;
    private long size = 1_000_000;
    private Optional<byte[]> raw = Optional.empty();
    private byte magic = 2;
    private CompressionType codec = CompressionType.NONE;
    private int batchBytes = 16 * 1024;
    private int recordBytes = 1000;
    private OptionalInt transactions = OptionalInt.empty();
    private int snapshotBytes = 260;
    private Optional<SortedMap<Integer, Long>> leaderEpochs = Optional.empty();
    private long seed = 42;

    TestSegmentBuilder() {}

    public TestSegmentBuilder topic(String name, Uuid id) {
        this.topic = name;
        this.topicId = id;
        return this;
    }

    public TestSegmentBuilder partition(int number) {
        this.partition = number;
        return this;
    }

    public TestSegmentBuilder segmentId(Uuid id) {
        this.segmentId = id;
        return this;
    }

    public TestSegmentBuilder startOffset(long offset) {
        this.startOffset = offset;
        return this;
    }

    public TestSegmentBuilder brokerId(int id) {
        this.brokerId = id;
        return this;
    }

    /** The log has exactly so many bytes: none, or enough for a batch; above a mebibyte a matter of disk speed only. */
    public TestSegmentBuilder size(long bytes) {
        this.size = bytes;
        return this;
    }

    /** The log consists of these bytes, which need not be batches. */
    public TestSegmentBuilder rawLog(byte[] bytes) {
        this.raw = Optional.of(bytes.clone());
        return this;
    }

    /** How records are written: magic 0 to 2; the last batch, which fits the log to its size, is never compressed. */
    public TestSegmentBuilder records(int magicOfAll, CompressionType codecOfAll) {
        this.magic = (byte) magicOfAll;
        this.codec = codecOfAll;
        return this;
    }

    /** How large batches and records are, about, before compression. */
    public TestSegmentBuilder batches(int bytesInBatch, int bytesInRecord) {
        this.batchBytes = bytesInBatch;
        this.recordBytes = bytesInRecord;
        return this;
    }

    /** There is a transaction index with that many aborted transactions; with none it is an empty file. */
    public TestSegmentBuilder transactions(int aborted) {
        this.transactions = OptionalInt.of(aborted);
        return this;
    }

    /** How long the producer snapshot is. */
    public TestSegmentBuilder snapshotBytes(int length) {
        this.snapshotBytes = length;
        return this;
    }

    /** Leader epochs with their first offsets; else there are two, the second from the middle on. */
    public TestSegmentBuilder leaderEpochs(Map<Integer, Long> epochs) {
        this.leaderEpochs = Optional.of(new TreeMap<>(epochs));
        return this;
    }

    /** What all bytes derive from. */
    public TestSegmentBuilder seed(long value) {
        this.seed = value;
        return this;
    }

    /** Writes the files, named as a broker names them. */
    public TestSegment writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        Random random = new Random(seed);
        Path log = directory.resolve(fileName("log"));
        Path offsetIndex = directory.resolve(fileName("index"));
        Path timeIndex = directory.resolve(fileName("timeindex"));
        Path snapshot = directory.resolve(fileName("snapshot"));
        long nextOffset;
        try (TestLogFile file = new TestLogFile(log, startOffset)) {
            nextOffset = raw.isPresent() ? file.appendRaw(raw.get()) : append(file, random);
            Files.write(offsetIndex, file.offsetIndex());
            Files.write(timeIndex, file.timeIndex());
        }
        Optional<Path> transactionIndex = Optional.empty();
        if (transactions.isPresent()) {
            transactionIndex = Optional.of(directory.resolve(fileName("txnindex")));
            Files.write(transactionIndex.get(), plausible(transactions.getAsInt() * TRANSACTION_ENTRY_BYTES, random));
        }
        Files.write(snapshot, plausible(snapshotBytes, random));

        SortedMap<Integer, Long> epochs = leaderEpochs.orElseGet(() -> twoEpochs(nextOffset));
        SegmentDescription description = new SegmentDescription(
                new SegmentName(topic, topicId.toString(), partition, startOffset, segmentId.toString()),
                Math.max(startOffset, nextOffset - 1),
                TestBatches.FIRST_TIMESTAMP_MS + nextOffset - startOffset,
                TestBatches.FIRST_TIMESTAMP_MS + 3_600_000,
                brokerId,
                Files.size(log),
                transactions.orElse(0) == 0,
                epochs);
        SegmentFiles files =
                new SegmentFiles(log, offsetIndex, timeIndex, transactionIndex, snapshot, checkpoint(epochs));
        return new TestSegment(topicId, segmentId, description, files);
    }

    private String fileName(String extension) {
        return String.format(Locale.ROOT, "%020d.%s", startOffset, extension);
    }

    /** Returns the offset after the last record. */
    private long append(TestLogFile file, Random random) throws IOException {
        TestBatches[] templates = new TestBatches[TEMPLATES];
        int longest = 0;
        for (int i = 0; i < TEMPLATES; i++) {
            templates[i] = TestBatches.of(magic, codec, batchBytes, recordBytes, random);
            longest = Math.max(longest, templates[i].length());
        }
        for (int i = 0; size - file.length() >= 2L * longest; i++) {
            file.append(templates[i % TEMPLATES]);
        }
        if (file.length() < size) {
            file.append(TestBatches.ofLength(magic, (int) (size - file.length()), random));
        }
        return file.nextOffset();
    }

    private SortedMap<Integer, Long> twoEpochs(long nextOffset) {
        SortedMap<Integer, Long> epochs = new TreeMap<>();
        epochs.put(4, startOffset);
        epochs.put(5, startOffset + Math.max(1, (nextOffset - startOffset) / 2));
        return epochs;
    }

    private static ByteBuffer checkpoint(SortedMap<Integer, Long> epochs) {
        StringBuilder text = new StringBuilder("0\n").append(epochs.size()).append('\n');
        epochs.forEach(
                (epoch, offset) -> text.append(epoch).append(' ').append(offset).append('\n'));
        return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] plausible(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
