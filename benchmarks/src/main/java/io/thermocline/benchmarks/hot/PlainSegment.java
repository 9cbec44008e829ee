// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.hot;

import io.thermocline.benchmarks.subject.LogSegment;
import io.thermocline.segment.CopyVerification;
import io.thermocline.segment.SegmentDescription;
import io.thermocline.segment.SegmentFiles;
import io.thermocline.segment.SegmentKeys;
import io.thermocline.segment.SegmentName;
import io.thermocline.segment.SegmentWriter;
import io.thermocline.store.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A segment on disk, in the words of the segment package. */
final class PlainSegment implements AutoCloseable {

    static final int BYTES = 64 << 20;
    static final SegmentWriter.Settings SETTINGS =
            new SegmentWriter.Settings(256 * 1024, CopyVerification.REJECT, "benchmark", "");

    private final Path directory;
    private final SegmentDescription description;
    private final SegmentFiles files;

    private PlainSegment(Path directory, LogSegment segment) {
        this.directory = directory;
        var metadata = segment.metadata();
        var partition = metadata.topicIdPartition();
        this.description = new SegmentDescription(
                new SegmentName(
                        partition.topic(),
                        partition.topicId().toString(),
                        partition.partition(),
                        metadata.startOffset(),
                        metadata.remoteLogSegmentId().id().toString()),
                metadata.endOffset(),
                metadata.maxTimestampMs(),
                metadata.eventTimestampMs(),
                metadata.brokerId(),
                metadata.segmentSizeInBytes(),
                true,
                new TreeMap<>(metadata.segmentLeaderEpochs()));
        var data = segment.data();
        this.files = new SegmentFiles(
                data.logSegment(),
                data.offsetIndex(),
                data.timeIndex(),
                data.transactionIndex(),
                data.producerSnapshotIndex(),
                data.leaderEpochIndex());
    }

    static PlainSegment write() throws IOException {
        Path directory = Files.createTempDirectory("thermocline-hot");
        return new PlainSegment(directory, LogSegment.write(directory.resolve("segment"), BYTES));
    }

    ObjectKey key() {
        return new SegmentKeys("").of(description.name());
    }

    String id() {
        return description.name().segmentId();
    }

    int bytes() {
        return Math.toIntExact(description.sizeInBytes());
    }

    Path log() {
        return files.log();
    }

    void writeTo(SegmentWriter writer) throws IOException {
        writer.write(key(), description, files);
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
