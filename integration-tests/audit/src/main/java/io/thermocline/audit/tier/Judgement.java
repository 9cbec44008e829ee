// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_STARTED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_STARTED;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.Findings;
import io.thermocline.audit.metadata.RemoteMetadata;
import io.thermocline.audit.metadata.SegmentEntry;
import io.thermocline.audit.tier.TierView.StoredObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;

/**
 * Holds a listing of the tier against the metadata as they were before it and after it. Events between the two excuse
 * whatever they may have caused.
 */
final class Judgement {

    private final String prefix;
    private final TierContents contents;
    private final RemoteMetadata before;
    private final RemoteMetadata after;
    private final WholeObjects objects;
    private final DeletedTopics deletedTopics;
    private final Findings findings = new Findings();

    Judgement(
            String prefix,
            TierContents contents,
            RemoteMetadata before,
            RemoteMetadata after,
            WholeObjects objects,
            DeletedTopics deletedTopics) {
        this.prefix = prefix;
        this.contents = contents;
        this.before = before;
        this.after = after;
        this.objects = objects;
        this.deletedTopics = deletedTopics;
    }

    /** Returns all that is wrong or worth knowing. */
    AuditReport report(Map<TopicPartition, Long> logStarts) {
        before.segments().forEach(this::judgeEntry);
        contents.segments().forEach(this::judgeObject);
        contents.foreign().forEach(this::judgeForeign);
        contents.uploads()
                .forEach(upload -> findings.add(Finding.of(
                        FindingKind.DANGLING_UPLOAD,
                        upload.key(),
                        "the upload %s of %s was neither completed nor aborted; %s"
                                .formatted(upload.id(), upload.key(), copyOf(upload.key())))));
        logStarts.forEach(this::judgeCoverage);
        noteUnfinished();
        findings.addAll(after.refused());
        return new AuditReport(findings.toList(), looked());
    }

    private Map<String, Long> looked() {
        Map<String, Long> looked = new LinkedHashMap<>();
        looked.put("metadata entries", (long) after.segments().size());
        looked.put("objects", (long) contents.segments().size());
        looked.put(
                "object bytes",
                contents.segments().values().stream()
                        .mapToLong(StoredObject::length)
                        .sum());
        looked.put("bytes read", objects.bytesRead());
        looked.put("aborted transactions", objects.abortedTransactions());
        return looked;
    }

    private void judgeEntry(SegmentEntry entry) {
        SegmentKey key = SegmentKey.of(entry.started());
        boolean due = entry.state() == COPY_SEGMENT_FINISHED && stateAfter(key) == COPY_SEGMENT_FINISHED;
        boolean there = contents.segments().containsKey(key) && !objects.vanished(key);
        if (due && !there && !deletedTopics.have(key)) {
            findings.add(Finding.of(
                            FindingKind.MISSING_OBJECT,
                            key.under(prefix),
                            "there is no object %s, but Kafka's metadata say that it was copied: offsets %d to %d of %s are lost"
                                    .formatted(
                                            key.under(prefix),
                                            entry.started().startOffset(),
                                            entry.started().endOffset(),
                                            entry.started().topicIdPartition().topicPartition()))
                    .with("from", entry.started().startOffset())
                    .with("to", entry.started().endOffset()));
        }
    }

    private void judgeObject(SegmentKey key, StoredObject object) {
        Optional<SegmentEntry> entry = entryOf(key);
        if (deletedTopics.have(key)) {
            findings.add(Finding.of(
                            FindingKind.DELETED_TOPIC_OBJECT,
                            object.key(),
                            "the object %s is left of the topic %s (%s), which was deleted while the store was away"
                                    .formatted(object.key(), key.topic(), key.topicId()))
                    .with("bytes", object.length()));
        } else if (isOrphan(key)) {
            findings.add(Finding.of(
                            FindingKind.ORPHAN_OBJECT,
                            object.key(),
                            "the object %s of %d bytes belongs to no segment: %s"
                                    .formatted(object.key(), object.length(), whyOrphan(key)))
                    .with("bytes", object.length()));
        } else if (entry.isPresent() && !objects.vanished(key)) {
            judgeContent(key, object, entry.get());
        }
    }

    private void judgeContent(SegmentKey key, StoredObject object, SegmentEntry entry) {
        if (entry.state() != COPY_SEGMENT_STARTED && entry.state() != COPY_SEGMENT_FINISHED) {
            return;
        }
        List<Finding> flaws = objects.flaws(key);
        if (!flaws.isEmpty() && Agreement.isTooShort(object.length(), entry)) {
            findings.add(Finding.of(
                            FindingKind.TRUNCATED_OBJECT,
                            object.key(),
                            "the object %s has only %d bytes; by Kafka's metadata it must have %d"
                                    .formatted(object.key(), object.length(), Agreement.dueLength(entry)))
                    .with("bytes", object.length())
                    .with("due", Agreement.dueLength(entry)));
        } else {
            findings.addAll(flaws);
        }
        objects.facts(key).ifPresent(facts -> findings.addAll(Agreement.check(prefix, object.key(), facts, entry)));
    }

    /**
     * Nobody will ever read or delete it: the metadata know nothing of it, or it was deleted by both readings; or its
     * partition is deleted, and it was not deleted with it.
     */
    private boolean isOrphan(SegmentKey key) {
        RemoteLogSegmentState first = stateBefore(key);
        RemoteLogSegmentState second = stateAfter(key);
        boolean unknown = second == null;
        boolean deleted = first == DELETE_SEGMENT_FINISHED && second == DELETE_SEGMENT_FINISHED;
        boolean leftBehind = isDeleted(before, key) && isDeleted(after, key) && second != DELETE_SEGMENT_FINISHED;
        return unknown || deleted || leftBehind;
    }

    private String whyOrphan(SegmentKey key) {
        if (stateAfter(key) == null) {
            return after.segment(key.segmentId()).isPresent()
                    ? "the segment %s in Kafka's metadata has another key".formatted(key.segmentId())
                    : "Kafka's metadata do not know the segment %s".formatted(key.segmentId());
        }
        return stateAfter(key) == DELETE_SEGMENT_FINISHED
                ? "Kafka's metadata say that it was deleted"
                : "its partition was deleted, and it is still there in state " + stateAfter(key);
    }

    private static boolean isDeleted(RemoteMetadata metadata, SegmentKey key) {
        TopicPartition partition = new TopicPartition(key.topic(), key.partition());
        return metadata.deletions().containsKey(new TopicIdPartition(key.topicId(), partition));
    }

    private void judgeForeign(StoredObject object) {
        findings.add(Finding.of(
                        FindingKind.FOREIGN_NAME,
                        object.key(),
                        "%s with %d bytes is no segment object by its name, and nothing else may lie there"
                                .formatted(object.key(), object.length()))
                .with("bytes", object.length()));
    }

    private String copyOf(String key) {
        return Optional.of(key)
                .filter(name -> name.startsWith(prefix))
                .flatMap(name -> SegmentKey.parse(prefix, name))
                .filter(segment -> stateAfter(segment) == COPY_SEGMENT_STARTED)
                .map(segment -> "its copy has begun and may be under way")
                .orElse("no copy under way has that key");
    }

    private void judgeCoverage(TopicPartition partition, long from) {
        List<RemoteLogSegmentMetadata> segments = after.segments().stream()
                .filter(entry -> entry.state() == COPY_SEGMENT_FINISHED)
                .map(SegmentEntry::started)
                .filter(segment -> segment.topicIdPartition().topicPartition().equals(partition))
                .filter(segment -> !after.deletions().containsKey(segment.topicIdPartition()))
                .filter(segment -> !deletedTopics.have(SegmentKey.of(segment)))
                .toList();
        findings.addAll(Coverage.gaps(partition, from, segments));
    }

    private void noteUnfinished() {
        noteUnfinished(COPY_SEGMENT_STARTED, FindingKind.UNFINISHED_COPY);
        noteUnfinished(DELETE_SEGMENT_STARTED, FindingKind.UNFINISHED_DELETE);
    }

    private void noteUnfinished(RemoteLogSegmentState state, FindingKind kind) {
        Map<String, Long> counts = new TreeMap<>();
        Map<String, Long> withObject = new TreeMap<>();
        for (SegmentEntry entry : after.segments()) {
            if (entry.state() == state) {
                String partition =
                        entry.started().topicIdPartition().topicPartition().toString();
                counts.merge(partition, 1L, Long::sum);
                boolean there = contents.segments().containsKey(SegmentKey.of(entry.started()));
                withObject.merge(partition, there ? 1L : 0L, Long::sum);
            }
        }
        counts.forEach((partition, count) -> findings.add(Finding.of(
                        kind,
                        partition,
                        "%d segments of %s are in state %s, %d of them with an object"
                                .formatted(count, partition, state, withObject.get(partition)))
                .with("segments", count)
                .with("objects", withObject.get(partition))));
    }

    private Optional<SegmentEntry> entryOf(SegmentKey key) {
        return after.segment(key.segmentId())
                .filter(entry -> SegmentKey.of(entry.started()).equals(key));
    }

    private RemoteLogSegmentState stateAfter(SegmentKey key) {
        return entryOf(key).map(SegmentEntry::state).orElse(null);
    }

    private RemoteLogSegmentState stateBefore(SegmentKey key) {
        return before.segment(key.segmentId()).map(SegmentEntry::state).orElse(null);
    }
}
