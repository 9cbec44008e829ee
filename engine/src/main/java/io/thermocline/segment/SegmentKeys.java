// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where segments are under a prefix: {@code <prefix>segments/<topic>/<topicId>/<partition>/<start offset, 20
 * digits>-<segmentId>.seg}. The key derives from the segment's metadata alone, and a listing of a partition, which is
 * ordered by key, is its history.
 *
 * @param prefix prepended to every key as it is; empty, or the beginning of a valid key
 */
public record SegmentKeys(String prefix) {

    /** What the longest names and numbers that Kafka allows need after the prefix. */
    private static final int LONGEST_REST = "segments/".length()
            + 249 // topic
            + "/id-of-22-characters---/".length()
            + "2147483647/".length()
            + "00000000000000001200-id-of-22-characters---.seg".length();

    private static final Pattern NAME = Pattern.compile("[0-9]{20}-(.+)\\.seg");
    /** As the broker names topics, ids and partitions. */
    private static final Pattern REST =
            Pattern.compile("[a-zA-Z0-9._-]{1,249}/[A-Za-z0-9_-]{22}/[0-9]{1,10}/[0-9]{20}-[A-Za-z0-9_-]{22}\\.seg");

    private static final int MOST_PREFIX_BYTES = ObjectKey.MAX_BYTES - LONGEST_REST;

    public SegmentKeys {
        new ObjectKey(prefix + "segments");
        int bytes = prefix.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_PREFIX_BYTES) {
            throw new IllegalArgumentException(
                    "a prefix of %d bytes leaves no room for every segment's key: at most %d bytes"
                            .formatted(bytes, MOST_PREFIX_BYTES));
        }
    }

    /** Returns the key of a segment. */
    public ObjectKey of(SegmentName segment) {
        return new ObjectKey(String.format(
                Locale.ROOT, // others may have digits of their own
                "%s%020d-%s.seg",
                partition(segment.topic(), segment.topicId(), segment.partition()),
                segment.startOffset(),
                segment.segmentId()));
    }

    /** Returns whether a segment may have this key under this prefix. */
    public boolean has(ObjectKey key) {
        return key.value().startsWith(all())
                && REST.matcher(key.value().substring(all().length())).matches();
    }

    /** Returns the id of the segment that has this key, or nothing if no segment can have it. */
    public static Optional<String> segmentIdIn(ObjectKey key) {
        Matcher name = NAME.matcher(key.value().substring(key.value().lastIndexOf('/') + 1));
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    /** Returns the beginning of the keys of all segments of a partition. */
    public String partition(String topic, String topicId, int partition) {
        return all() + topic + "/" + topicId + "/" + partition + "/";
    }

    /** Returns the beginning of the keys of all segments. */
    public String all() {
        return prefix + "segments/";
    }
}
