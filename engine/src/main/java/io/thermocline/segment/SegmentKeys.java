// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.ObjectKey;
import java.util.Locale;

/**
 * Where segments are under a prefix: {@code <prefix>segments/<topic>/<topicId>/<partition>/<start offset, 20
 * digits>-<segmentId>.seg}. The key derives from the segment's metadata alone, and a listing of a partition, which is
 * ordered by key, is its history.
 *
 * @param prefix prepended to every key as it is; empty, or the beginning of a valid key
 */
public record SegmentKeys(String prefix) {

    public SegmentKeys {
        new ObjectKey(prefix + "segments");
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

    /** Returns the beginning of the keys of all segments of a partition. */
    public String partition(String topic, String topicId, int partition) {
        return all() + topic + "/" + topicId + "/" + partition + "/";
    }

    /** Returns the beginning of the keys of all segments. */
    public String all() {
        return prefix + "segments/";
    }
}
