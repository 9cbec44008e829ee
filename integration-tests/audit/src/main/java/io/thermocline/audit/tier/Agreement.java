// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.metadata.SegmentEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;

/** Whether an object is what Kafka's metadata say of it. */
final class Agreement {

    private static final int CUSTOM_BYTES = 26;
    private static final int CUSTOM_CRC_AT = 22;
    private static final byte CUSTOM_MAGIC = 0x54;

    private final String prefix;
    private final String key;
    private final SegmentEntry entry;
    private final List<Finding> findings = new ArrayList<>();

    private Agreement(String prefix, String key, SegmentEntry entry) {
        this.prefix = prefix;
        this.key = key;
        this.entry = entry;
    }

    /** Holds an object that is whole against its entry. */
    static List<Finding> check(String prefix, String key, SegmentFacts facts, SegmentEntry entry) {
        Agreement agreement = new Agreement(prefix, key, entry);
        agreement.checkManifest(facts.manifest());
        agreement.checkOffsets(facts);
        agreement.checkCustomMetadata(facts.trailer());
        return agreement.findings;
    }

    private void checkManifest(Manifest manifest) {
        RemoteLogSegmentMetadata due = entry.started();
        same("topic", manifest.topic(), due.topicIdPartition().topic());
        same("topicId", manifest.topicId(), due.topicIdPartition().topicId().toString());
        same("partition", manifest.partition(), (long) due.topicIdPartition().partition());
        same("id", manifest.segmentId(), due.remoteLogSegmentId().id().toString());
        same("startOffset", manifest.startOffset(), due.startOffset());
        same("endOffset", manifest.endOffset(), due.endOffset());
        same("maxTimestampMs", manifest.maxTimestampMs(), due.maxTimestampMs());
        same("eventTimestampMs", manifest.eventTimestampMs(), due.eventTimestampMs());
        same("brokerId", manifest.brokerId(), (long) due.brokerId());
        same("sizeInBytes", manifest.sizeInBytes(), (long) due.segmentSizeInBytes());
        same("leaderEpochs", manifest.leaderEpochs(), due.segmentLeaderEpochs());
        // Brokers before 4.0 do not say it; only what they do say can be contradicted.
        if (due.isTxnIdxEmpty()) {
            same("transactionIndexEmpty", manifest.transactionIndexEmpty(), true);
        }
    }

    private void same(String field, Object inManifest, Object inMetadata) {
        if (!inManifest.equals(inMetadata)) {
            findings.add(Finding.of(
                    FindingKind.MANIFEST_DISAGREES,
                    key,
                    "the manifest of the object %s has %s %s, but Kafka's metadata have %s"
                            .formatted(key, field, inManifest, inMetadata)));
        }
    }

    private void checkOffsets(SegmentFacts facts) {
        if (facts.batches() == 0) {
            return;
        }
        long start = entry.started().startOffset();
        long end = entry.started().endOffset();
        long first = facts.firstOffset().orElse(start);
        if (first != start || facts.lastOffset() != end) {
            findings.add(Finding.of(
                            FindingKind.BAD_BATCHES,
                            key,
                            "the records of the object %s have offsets %d to %d, but Kafka's metadata have %d to %d"
                                    .formatted(key, first, facts.lastOffset(), start, end))
                    .with("first", first)
                    .with("last", facts.lastOffset()));
        }
        if (facts.trailer().tailStart() < entry.started().segmentSizeInBytes()) {
            findings.add(Finding.of(
                            FindingKind.BAD_BATCHES,
                            key,
                            "the object %s has %d bytes of log, but Kafka's metadata have %d"
                                    .formatted(
                                            key,
                                            facts.trailer().tailStart(),
                                            entry.started().segmentSizeInBytes()))
                    .with("bytes", facts.trailer().tailStart()));
        }
    }

    private void checkCustomMetadata(Trailer trailer) {
        ByteBuffer custom = custom(entry);
        if (custom == null) {
            return;
        }
        byte[] location = prefix.getBytes(StandardCharsets.UTF_8);
        sameCustom(
                "checksum",
                Integer.toUnsignedLong(custom.getInt(CUSTOM_CRC_AT)),
                Integer.toUnsignedLong(Crc.of(custom.array(), 0, CUSTOM_CRC_AT)));
        sameCustom("version", custom.get(1), 1);
        sameCustom("tail start", custom.getLong(2), trailer.tailStart());
        sameCustom("length of the indexes", custom.getInt(10), trailer.footerStart() - trailer.tailStart());
        sameCustom("length of the footer", custom.getInt(14), trailer.length() - trailer.footerStart());
        sameCustom(
                "location",
                Integer.toUnsignedLong(custom.getInt(18)),
                Integer.toUnsignedLong(Crc.of(location, 0, location.length)));
    }

    private void sameCustom(String field, long inMetadata, long due) {
        if (inMetadata != due) {
            findings.add(Finding.of(
                            FindingKind.CUSTOM_METADATA_DISAGREES,
                            key,
                            "the custom metadata of the object %s have %s %d, but it is %d"
                                    .formatted(key, field, inMetadata, due))
                    .with("said", inMetadata)
                    .with("is", due));
        }
    }

    /**
     * Returns whether an object of that length is too short for what its entry says of it: the end of its custom metadata,
     * or without these its log.
     */
    static boolean isTooShort(long length, SegmentEntry entry) {
        return length < dueLength(entry);
    }

    /** Returns how long the object of an entry must be, at least. */
    static long dueLength(SegmentEntry entry) {
        ByteBuffer custom = custom(entry);
        return custom == null
                ? entry.started().segmentSizeInBytes() + (long) Trailer.BYTES
                : custom.getLong(2) + custom.getInt(10) + custom.getInt(14);
    }

    /** Returns the custom metadata, if they are the plugin's. */
    private static ByteBuffer custom(SegmentEntry entry) {
        byte[] custom =
                entry.current().customMetadata().map(CustomMetadata::value).orElse(new byte[0]);
        return custom.length == CUSTOM_BYTES && custom[0] == CUSTOM_MAGIC ? ByteBuffer.wrap(custom) : null;
    }
}
