// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_STARTED;

import io.thermocline.audit.Finding;
import io.thermocline.audit.metadata.RemoteMetadata;
import io.thermocline.audit.metadata.SegmentEntry;
import io.thermocline.audit.tier.TierView.StoredObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the objects of a tier and remembers those that were whole, so that a version is read once. */
final class WholeObjects {

    private record Known(StoredObject object, SegmentFacts facts) {}

    private final TierView tier;
    private final Map<SegmentKey, Known> whole = new HashMap<>();
    private final Map<SegmentKey, List<Finding>> broken = new HashMap<>();
    private final Set<SegmentKey> vanished = new HashSet<>();
    private long bytesRead;

    WholeObjects(TierView tier) {
        this.tier = tier;
    }

    /** Reads what is new; objects that the metadata know nothing of are read as well, those being deleted are not. */
    void examine(TierContents contents, RemoteMetadata metadata) throws IOException {
        whole.keySet().retainAll(contents.segments().keySet());
        broken.clear();
        vanished.clear();
        bytesRead = 0;
        for (Map.Entry<SegmentKey, StoredObject> listed : contents.segments().entrySet()) {
            Known known = whole.get(listed.getKey());
            if (isWorthReading(metadata.segment(listed.getKey().segmentId()))
                    && (known == null || !known.object().equals(listed.getValue()))) {
                examine(listed.getKey(), listed.getValue());
            }
        }
    }

    private static boolean isWorthReading(Optional<SegmentEntry> entry) {
        return entry.map(SegmentEntry::state)
                .filter(state -> state != COPY_SEGMENT_STARTED && state != COPY_SEGMENT_FINISHED)
                .isEmpty();
    }

    private void examine(SegmentKey key, StoredObject object) throws IOException {
        whole.remove(key);
        try {
            Examination examination = Examination.of(tier, object);
            bytesRead += examination.bytes();
            examination
                    .facts()
                    .ifPresentOrElse(
                            facts -> whole.put(key, new Known(object, facts)),
                            () -> broken.put(key, examination.findings()));
        } catch (ObjectVanished e) {
            vanished.add(key);
        }
    }

    /** Returns what an object says that was whole. */
    Optional<SegmentFacts> facts(SegmentKey key) {
        return Optional.ofNullable(whole.get(key)).map(Known::facts);
    }

    /** Returns how many aborted transactions the objects name that were whole. */
    long abortedTransactions() {
        return whole.values().stream()
                .mapToLong(known -> known.facts().abortedTransactions())
                .sum();
    }

    /** Returns what is wrong with an object. */
    List<Finding> flaws(SegmentKey key) {
        return broken.getOrDefault(key, List.of());
    }

    /** Returns whether an object was listed and then was not there. */
    boolean vanished(SegmentKey key) {
        return vanished.contains(key);
    }

    /** Returns how many bytes the last examination read. */
    long bytesRead() {
        return bytesRead;
    }
}
