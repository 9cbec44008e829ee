// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.story;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A tiered topic to be: segments of 1 MiB, and each closed one leaves the local disk once it is in the tier.
 *
 * @param configs the topic's configuration
 */
public record TopicSpec(String name, int partitions, Map<String, String> configs) {

    /** The smallest segment that Kafka allows. */
    public static final int SEGMENT_BYTES = 1024 * 1024;

    public TopicSpec {
        Objects.requireNonNull(name, "name");
        configs = Map.copyOf(configs);
    }

    /** Returns a topic of one partition. */
    public static TopicSpec topic(String name) {
        return new TopicSpec(
                name,
                1,
                Map.of(
                        "remote.storage.enable", "true",
                        "segment.bytes", Integer.toString(SEGMENT_BYTES),
                        "local.retention.bytes", "1"));
    }

    /** Returns this topic with that many partitions. */
    public TopicSpec partitions(int count) {
        return new TopicSpec(name, count, configs);
    }

    /** Returns this topic as one that keeps its closed segments on the local disk, too. */
    public TopicSpec keptLocally() {
        return with("local.retention.bytes", "-2");
    }

    /** Returns this topic with that setting. */
    public TopicSpec with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(configs);
        more.put(key, value);
        return new TopicSpec(name, partitions, more);
    }
}
