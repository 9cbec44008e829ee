// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/** Topics that are known to have been deleted when nobody could delete what they had in the tier. */
final class DeletedTopics {

    private final Set<String> names = new HashSet<>();
    private final Set<Uuid> ids = new HashSet<>();

    void add(String name) {
        names.add(name);
    }

    void add(Uuid id) {
        ids.add(id);
    }

    boolean have(String name, Uuid id) {
        return names.contains(name) || ids.contains(id);
    }

    boolean have(SegmentKey segment) {
        return have(segment.topic(), segment.topicId());
    }
}
