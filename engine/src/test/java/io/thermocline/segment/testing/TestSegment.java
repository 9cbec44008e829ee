// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment.testing;

import io.thermocline.segment.SectionKind;
import io.thermocline.segment.SegmentDescription;
import io.thermocline.segment.SegmentFiles;
import io.thermocline.segment.SegmentKeys;
import io.thermocline.segment.SegmentName;
import io.thermocline.store.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * A closed log segment on disk, and what the broker says of it.
 *
 * <pre>{@code
 * TestSegment segment = TestSegment.builder().size(40 << 20).transactions(3).writeTo(directory);
 * new SegmentWriter(store, settings).write(segment.key(), segment.description(), segment.files());
 * }</pre>
 */
public final class TestSegment {

    private final Uuid topicId;
    private final Uuid segmentId;
    private final SegmentDescription description;
    private final SegmentFiles files;

    TestSegment(Uuid topicId, Uuid segmentId, SegmentDescription description, SegmentFiles files) {
        this.topicId = topicId;
        this.segmentId = segmentId;
        this.description = description;
        this.files = files;
    }

    /** Begins a segment of one megabyte in batches of some 16 KiB, without a transaction index. */
    public static TestSegmentBuilder builder() {
        return new TestSegmentBuilder();
    }

    public Uuid topicId() {
        return topicId;
    }

    public Uuid segmentId() {
        return segmentId;
    }

    public SegmentName name() {
        return description.name();
    }

    /** Returns the key under the empty prefix. */
    public ObjectKey key() {
        return new SegmentKeys("").of(name());
    }

    public SegmentDescription description() {
        return description;
    }

    public SegmentFiles files() {
        return files;
    }

    /** Returns the same segment as the broker would copy it the next time: under another id. */
    public TestSegment withSegmentId(Uuid other) {
        SegmentName name = name();
        SegmentName renamed =
                new SegmentName(name.topic(), name.topicId(), name.partition(), name.startOffset(), other.toString());
        SegmentDescription renamedDescription = new SegmentDescription(
                renamed,
                description.endOffset(),
                description.maxTimestampMs(),
                description.eventTimestampMs(),
                description.brokerId(),
                description.sizeInBytes(),
                description.transactionIndexEmpty(),
                description.leaderEpochs());
        return new TestSegment(topicId, other, renamedDescription, files);
    }

    /** Returns the whole log segment. */
    public byte[] log() {
        return bytes(files.log());
    }

    /** Returns what the object must have in a section that comes from the broker, or empty if the segment has none. */
    public Optional<byte[]> section(SectionKind kind) {
        return switch (kind) {
            case OFFSET_INDEX -> Optional.of(bytes(files.offsetIndex()));
            case TIME_INDEX -> Optional.of(bytes(files.timeIndex()));
            case TRANSACTION_INDEX -> files.transactionIndex().map(TestSegment::bytes);
            case PRODUCER_SNAPSHOT -> Optional.of(bytes(files.producerSnapshot()));
            case LEADER_EPOCHS -> Optional.of(bytes(files.leaderEpochs()));
            case BLOCK_TABLE -> throw new IllegalArgumentException("the broker has no " + kind);
        };
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return description.name().toString();
    }
}
