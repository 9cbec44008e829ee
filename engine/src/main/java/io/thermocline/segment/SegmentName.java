// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.util.Objects;

/**
 * What tells a segment from all others, and what its key is made of.
 *
 * @param topicId the topic's id in Kafka's base64 form
 * @param startOffset offset of its first record, and the base of its files' names
 * @param segmentId the segment's id in Kafka's base64 form
 */
public record SegmentName(String topic, String topicId, int partition, long startOffset, String segmentId) {

    public SegmentName {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(topicId, "topicId");
        Objects.requireNonNull(segmentId, "segmentId");
    }

    @Override
    public String toString() {
        return "%s of %s-%d from offset %d".formatted(segmentId, topic, partition, startOffset);
    }
}
