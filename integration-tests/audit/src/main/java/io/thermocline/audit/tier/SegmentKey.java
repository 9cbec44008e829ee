// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;

/** What the key of a segment object says. */
record SegmentKey(String topic, Uuid topicId, int partition, long startOffset, Uuid segmentId) {

    static final String FOLDER = "segments/";

    private static final Pattern FORM = Pattern.compile(FOLDER
            + "([a-zA-Z0-9._-]{1,249})/([A-Za-z0-9_-]{22})/(0|[1-9][0-9]{0,9})/([0-9]{20})-([A-Za-z0-9_-]{22})\\.seg");

    /** Returns what a key under that prefix says, or nothing if no segment can have it. */
    static Optional<SegmentKey> parse(String prefix, String key) {
        Matcher form = FORM.matcher(key.substring(prefix.length()));
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            SegmentKey parsed = new SegmentKey(
                    form.group(1),
                    Uuid.fromString(form.group(2)),
                    Integer.parseInt(form.group(3)),
                    Long.parseLong(form.group(4)),
                    Uuid.fromString(form.group(5)));
            return Optional.of(parsed).filter(segment -> segment.under(prefix).equals(key));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static SegmentKey of(RemoteLogSegmentMetadata segment) {
        return new SegmentKey(
                segment.topicIdPartition().topic(),
                segment.topicIdPartition().topicId(),
                segment.topicIdPartition().partition(),
                segment.startOffset(),
                segment.remoteLogSegmentId().id());
    }

    /** Returns the key under that prefix. */
    String under(String prefix) {
        return String.format(
                Locale.ROOT,
                "%s%s%s/%s/%d/%020d-%s.seg",
                prefix,
                FOLDER,
                topic,
                topicId,
                partition,
                startOffset,
                segmentId);
    }
}
