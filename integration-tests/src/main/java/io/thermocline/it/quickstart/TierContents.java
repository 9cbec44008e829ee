// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The objects that lie in the tier of one topic. */
record TierContents(List<StoredObject> objects) {

    /** An object: its key, without the prefix of all keys, and its length. */
    record StoredObject(String key, long bytes) {
        /** Returns the partition, an element of the key: {@code segments/topic/id/partition/file}. */
        String partition() {
            return key.split("/", -1)[3];
        }
    }

    TierContents {
        objects = List.copyOf(objects);
    }

    long bytes() {
        return objects.stream().mapToLong(StoredObject::bytes).sum();
    }

    /** Returns the objects of each partition. */
    Map<String, List<StoredObject>> byPartition() {
        return objects.stream()
                .collect(Collectors.groupingBy(StoredObject::partition, TreeMap::new, Collectors.toList()));
    }
}
