// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import static io.thermocline.audit.FindingKind.BAD_BLOCK;
import static io.thermocline.audit.FindingKind.BAD_MANIFEST;
import static io.thermocline.audit.FindingKind.BAD_SECTION;
import static io.thermocline.audit.FindingKind.BAD_TRAILER;
import static io.thermocline.audit.FindingKind.COVERAGE_GAP;
import static io.thermocline.audit.FindingKind.CUSTOM_METADATA_DISAGREES;
import static io.thermocline.audit.FindingKind.DANGLING_UPLOAD;
import static io.thermocline.audit.FindingKind.DELETED_TOPIC_OBJECT;
import static io.thermocline.audit.FindingKind.FOREIGN_NAME;
import static io.thermocline.audit.FindingKind.MANIFEST_DISAGREES;
import static io.thermocline.audit.FindingKind.MISSING_OBJECT;
import static io.thermocline.audit.FindingKind.ORPHAN_OBJECT;
import static io.thermocline.audit.FindingKind.TRUNCATED_OBJECT;
import static io.thermocline.audit.FindingKind.UNFINISHED_COPY;
import static io.thermocline.audit.FindingKind.UNFINISHED_DELETE;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was planted in a tier is found and called by its name, and in a tier that the plugin left alone nothing is. */
abstract class TierAuditContract {

    private static final int BATCHES = 4;
    private static final int OFFSETS = BATCHES * BrokerSegment.RECORDS_OF_BATCH;

    private final TopicIdPartition orders = new TopicIdPartition(Uuid.randomUuid(), new TopicPartition("orders", 3));

    @TempDir
    Path directory;

    private PluginTier tier;

    abstract PluginTier open(Path scratch);

    @BeforeEach
    void open() {
        tier = open(directory);
    }

    @AfterEach
    void close() {
        tier.close();
    }

    private RemoteLogSegmentMetadata copied(long start) {
        return tier.copied(orders, start, BATCHES);
    }

    private void finds(FindingKind kind, String key) {
        AuditReport report = tier.audit().run();
        assertThat(report.violations()).as(report.toString()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.key()).isEqualTo(key);
            assertThat(finding.sentence()).contains(key);
        });
    }

    @Test
    void inATierLeftAloneNothingIsFound() {
        RemoteLogSegmentMetadata expired = copied(0);
        copied(OFFSETS);
        copied(2 * OFFSETS);
        tier.delete(expired);

        AuditReport report = tier.audit()
                .covering(Map.of(orders.topicPartition(), (long) OFFSETS))
                .run();

        assertThat(report.findings()).isEmpty();
        assertThat(report.looked("objects")).isEqualTo(2);
        assertThat(report.looked("metadata entries")).isEqualTo(3);
        assertThat(report.looked("bytes read")).isGreaterThanOrEqualTo(report.looked("object bytes"));
    }

    @Test
    void anObjectThatWasWholeIsReadOnce() {
        copied(0);
        TierAudit audit = tier.audit();
        audit.run();
        assertThat(audit.run().looked("bytes read")).isZero();

        RemoteLogSegmentMetadata next = copied(OFFSETS);
        assertThat(audit.run().looked("bytes read")).isPositive();

        tier.flip(PluginTier.key(next), 5);
        assertThat(audit.run().violations()).extracting(Finding::kind).containsExactly(BAD_BLOCK);
        assertThat(audit.run().violations()).extracting(Finding::kind).containsExactly(BAD_BLOCK);
    }

    @Test
    void aMissingObject() {
        copied(OFFSETS);
        String key = PluginTier.key(copied(0));
        tier.remove(key);

        finds(MISSING_OBJECT, key);
        assertThat(tier.audit().run().violations().get(0).numbers())
                .containsEntry("from", 0L)
                .containsEntry("to", OFFSETS - 1L);
    }

    @Test
    void anObjectThatTheMetadataDoNotKnow() {
        BrokerSegment segment = tier.segment(orders, 0, BATCHES);
        tier.copy(segment);

        finds(ORPHAN_OBJECT, PluginTier.key(segment.metadata()));
    }

    @Test
    void anObjectThatTheMetadataCallDeleted() {
        RemoteLogSegmentMetadata segment = copied(0);
        tier.history().became(segment, RemoteLogSegmentState.DELETE_SEGMENT_STARTED);
        assertThat(tier.audit().run().findings()).extracting(Finding::kind).containsExactly(UNFINISHED_DELETE);

        tier.history().became(segment, RemoteLogSegmentState.DELETE_SEGMENT_FINISHED);
        finds(ORPHAN_OBJECT, PluginTier.key(segment));
    }

    @Test
    void anObjectUnderTheKeyOfAnotherPartition() {
        String key = PluginTier.key(copied(0));
        String other = key.replace("/3/", "/4/");
        tier.put(other, tier.bytes(key));

        finds(ORPHAN_OBJECT, other);
    }

    @Test
    void whatIsLeftOfADeletedTopic() {
        RemoteLogSegmentMetadata segment = copied(0);
        tier.history().marked(orders);
        tier.history().became(segment, RemoteLogSegmentState.DELETE_SEGMENT_STARTED);
        finds(ORPHAN_OBJECT, PluginTier.key(segment));

        for (TierAudit audit :
                List.of(tier.audit().deletedTopic("orders"), tier.audit().deletedTopic(orders.topicId()))) {
            AuditReport report = audit.run();
            assertThat(report.violations()).isEmpty();
            assertThat(report.notes()).extracting(Finding::kind).contains(DELETED_TOPIC_OBJECT);
            assertThat(report.notes().get(0).key()).isEqualTo(PluginTier.key(segment));
        }
    }

    @Test
    void aCopyWhoseEndWasNotWritten() {
        BrokerSegment segment = tier.segment(orders, 0, BATCHES);
        tier.history().begun(segment.metadata());
        tier.copy(segment);

        assertThat(tier.audit().run().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(UNFINISHED_COPY);
            assertThat(finding.numbers()).containsEntry("segments", 1L).containsEntry("objects", 1L);
        });
    }

    @Test
    void aFlippedByteInTheData() {
        String key = PluginTier.key(copied(0));
        tier.flip(key, PluginTier.BLOCK_BYTES + 1000);

        finds(BAD_BLOCK, key);
        assertThat(tier.audit().run().violations().get(0).numbers()).containsEntry("block", 1L);
    }

    @Test
    void aFlippedByteInAnIndex() {
        RemoteLogSegmentMetadata segment = copied(0);
        String key = PluginTier.key(segment);
        tier.flip(key, segment.segmentSizeInBytes() + 3);

        finds(BAD_SECTION, key);
        assertThat(tier.audit().run().violations().get(0).sentence()).contains("offset-index");
    }

    @Test
    void aFlippedByteInTheManifest() {
        String key = PluginTier.key(copied(0));
        tier.flip(key, tier.bytes(key).length - Trailer.BYTES - 10);

        finds(BAD_MANIFEST, key);
    }

    @Test
    void aFlippedByteInTheTrailer() {
        String key = PluginTier.key(copied(0));
        tier.flip(key, tier.bytes(key).length - Trailer.BYTES + 12);

        finds(BAD_TRAILER, key);
    }

    @Test
    void aManifestThatLies() {
        String key = PluginTier.key(copied(0));
        byte[] whole = tier.bytes(key);
        for (String field : List.of("partition", "endOffset", "maxTimestampMs", "brokerId", "sizeInBytes")) {
            tier.put(key, ObjectEdit.manifest(whole, json -> json.replaceFirst("(\"" + field + "\": ?)[0-9]", "$19")));

            finds(MANIFEST_DISAGREES, key);
            assertThat(tier.audit().run().violations())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.sentence()).contains(field));
        }
    }

    @Test
    void anotherSegmentsObject() {
        String key = PluginTier.key(copied(0));
        RemoteLogSegmentMetadata next = copied(OFFSETS);
        tier.put(key, tier.bytes(PluginTier.key(next)));

        assertThat(tier.audit().run().violations())
                .extracting(Finding::kind)
                .contains(MANIFEST_DISAGREES)
                .doesNotContain(BAD_BLOCK, BAD_SECTION);
    }

    @Test
    void aTruncatedObject() {
        String key = PluginTier.key(copied(0));
        byte[] whole = tier.bytes(key);
        for (int length : new int[] {whole.length - 1, whole.length / 2, Trailer.BYTES - 1, 1, 0}) {
            tier.put(key, Arrays.copyOf(whole, length));
            finds(TRUNCATED_OBJECT, key);
        }
    }

    @Test
    void customMetadataThatLeadElsewhere() {
        BrokerSegment segment = tier.segment(orders, 0, BATCHES);
        tier.history().begun(segment.metadata());
        tier.copy(segment);
        BrokerSegment longer = tier.segment(orders, 0, BATCHES + 1);
        tier.history().begun(longer.metadata());
        tier.history().became(segment.metadata(), RemoteLogSegmentState.COPY_SEGMENT_FINISHED, tier.copy(longer));

        finds(CUSTOM_METADATA_DISAGREES, PluginTier.key(segment.metadata()));
    }

    @Test
    void aDanglingUpload() {
        String key = tier.breakOffCopy(PluginTier.key(copied(0)));

        finds(DANGLING_UPLOAD, key);
    }

    @Test
    void namesOfNoSegment() {
        copied(0);
        String segments = PluginTier.PREFIX + "segments/";
        for (String key : List.of(
                segments + "readme.txt",
                segments + "orders/" + orders.topicId() + "/3/00000000000000000000-short.seg",
                segments + "orders/" + orders.topicId() + "/03/00000000000000000000-" + Uuid.randomUuid() + ".seg",
                PluginTier.PREFIX + "check/broker-1-left-over")) {
            tier.put(key, new byte[] {1});
            finds(FOREIGN_NAME, key);
            tier.remove(key);
        }
        tier.put(PluginTier.PREFIX + "meta/0/e/1", new byte[] {1});
        tier.put("elsewhere/segments/readme.txt", new byte[] {1});
        assertThat(tier.audit().run().findings()).isEmpty();
    }

    @Test
    void offsetsThatAreInNoSegment() {
        copied(OFFSETS);
        copied(OFFSETS + 5);
        copied(3 * OFFSETS);
        long covered = 2 * OFFSETS + 5;

        List<Finding> gaps = tier.audit()
                .covering(Map.of(orders.topicPartition(), OFFSETS - 1L))
                .run()
                .violations();

        assertThat(gaps).extracting(Finding::kind).containsOnly(COVERAGE_GAP);
        assertThat(gaps)
                .extracting(Finding::numbers)
                .containsExactly(
                        Map.of("from", OFFSETS - 1L, "to", OFFSETS - 1L),
                        Map.of("from", covered, "to", 3 * OFFSETS - 1L));
        assertThat(tier.audit().run().findings()).isEmpty();
    }

    @Test
    void retentionDuringAnAuditLeavesNoGap() {
        RemoteLogSegmentMetadata expired = copied(0);
        copied(OFFSETS);
        long[] logStart = {0};
        tier.history().betweenReadings(() -> {
            logStart[0] = OFFSETS;
            tier.delete(expired);
        });

        TierAudit audit = tier.audit().covering(() -> Map.of(orders.topicPartition(), logStart[0]));

        assertThat(audit.run().violations()).isEmpty();
        logStart[0] = 0;
        assertThat(audit.run().violations()).extracting(Finding::kind).containsExactly(COVERAGE_GAP);
    }

    @Test
    void whatChangesDuringAnAuditIsNoViolation() {
        RemoteLogSegmentMetadata expired = copied(0);
        tier.remove(PluginTier.key(expired));
        BrokerSegment fresh = tier.segment(orders, OFFSETS, BATCHES);
        tier.copy(fresh);
        tier.history().betweenReadings(() -> {
            tier.history().became(expired, RemoteLogSegmentState.DELETE_SEGMENT_STARTED);
            tier.history().begun(fresh.metadata());
        });

        assertThat(tier.audit().run().violations()).isEmpty();
    }

    @Test
    void aSegmentThatIsDeletedDuringAnAuditIsNoOrphan() {
        RemoteLogSegmentMetadata expired = copied(0);
        tier.history().betweenReadings(() -> {
            tier.history().became(expired, RemoteLogSegmentState.DELETE_SEGMENT_STARTED);
            tier.history().became(expired, RemoteLogSegmentState.DELETE_SEGMENT_FINISHED);
        });

        assertThat(tier.audit().run().violations()).isEmpty();
    }
}
