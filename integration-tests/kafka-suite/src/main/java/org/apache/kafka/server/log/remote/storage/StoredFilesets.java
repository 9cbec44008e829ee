// SPDX-License-Identifier: Apache-2.0
package org.apache.kafka.server.log.remote.storage;

import io.thermocline.audit.tier.WholeSegment;
import io.thermocline.it.tier.Tier;
import io.thermocline.it.tier.TierKind;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentFileset.RemoteLogSegmentFileType;

/**
 * The objects of a tier, as the directories of files that Kafka's tests know how to look into. Nothing is remembered: the
 * objects are listed and read, and verified to the last byte, at every question.
 */
final class StoredFilesets {

    private static final String PREFIX = "segments/";
    private static final String SUFFIX = ".seg";

    private final Tier tier;

    StoredFilesets(Path objects) {
        tier = TierKind.FILESYSTEM.open(objects);
    }

    /** Requires that a segment lies in the tier, in one object that is whole and has the log's length. */
    void requireWhole(RemoteLogSegmentMetadata metadata) {
        Found found = find(metadata.remoteLogSegmentId())
                .orElseThrow(() -> new IllegalStateException(
                        metadata.remoteLogSegmentId() + " was copied but is not in the tier"));
        long length = tier.segment(found.key)
                .map(WholeSegment::dataLength)
                .orElseThrow(() -> new IllegalStateException(found.key + " is gone again"));
        if (length != metadata.segmentSizeInBytes()) {
            throw new IllegalStateException("%s has a log of %d bytes instead of %d"
                    .formatted(found.key, length, metadata.segmentSizeInBytes()));
        }
    }

    /** Requires that no object of a segment lies in the tier. */
    void requireGone(RemoteLogSegmentMetadata metadata) {
        find(metadata.remoteLogSegmentId()).ifPresent(found -> {
            throw new IllegalStateException(found.key + " was deleted but is still in the tier");
        });
    }

    /** Shows the tier partition by partition. An object that goes away while it is looked at is left out. */
    void traverse(LocalTieredStorageTraverser traverser) {
        Map<TopicIdPartition, List<Found>> partitions = new LinkedHashMap<>();
        all().forEach(found -> partitions
                .computeIfAbsent(found.id.topicIdPartition(), any -> new ArrayList<>())
                .add(found));
        partitions.forEach((partition, segments) -> {
            traverser.visitTopicIdPartition(partition);
            for (Found found : segments) {
                fileset(found).ifPresent(traverser::visitSegment);
            }
        });
    }

    private Optional<Found> find(RemoteLogSegmentId id) {
        return all().stream().filter(found -> found.id.equals(id)).findFirst();
    }

    private List<Found> all() {
        return tier.keys().stream().map(Found::of).toList();
    }

    private Optional<RemoteLogSegmentFileset> fileset(Found found) {
        return tier.segment(found.key).map(segment -> {
            File log = write(found, tier.data(segment));
            return new RemoteLogSegmentFileset(
                    new RemoteTopicPartitionDirectory(found.id.topicIdPartition(), log.getParentFile(), true),
                    found.id,
                    Map.of(RemoteLogSegmentFileType.SEGMENT, log));
        });
    }

    /** Kafka's tests read records from files only. */
    private static File write(Found found, byte[] log) {
        try {
            Path directory = Files.createTempDirectory("segment-");
            return Files.write(directory.resolve(found.fileName() + ".log"), log)
                    .toFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object, and the segment that its key says it is. */
    private record Found(String key, RemoteLogSegmentId id) {

        static Found of(String key) {
            String[] names = key.split("/");
            if (!key.startsWith(PREFIX) || !key.endsWith(SUFFIX) || names.length != 5) {
                throw new IllegalStateException("the key is not that of a segment: " + key);
            }
            TopicPartition partition = new TopicPartition(names[1], Integer.parseInt(names[3]));
            String id = names[4].substring(names[4].indexOf('-') + 1, names[4].length() - SUFFIX.length());
            return new Found(
                    key,
                    new RemoteLogSegmentId(
                            new TopicIdPartition(Uuid.fromString(names[2]), partition), Uuid.fromString(id)));
        }

        String fileName() {
            String name = key.substring(key.lastIndexOf('/') + 1);
            return name.substring(0, name.length() - SUFFIX.length());
        }
    }
}
