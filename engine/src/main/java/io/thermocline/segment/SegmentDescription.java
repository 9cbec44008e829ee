// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the broker's metadata says of a segment, in words of our own: enough to restore that metadata from the object
 * alone.
 *
 * @param endOffset offset of the last record, inclusive
 * @param maxTimestampMs the largest timestamp of its records
 * @param eventTimestampMs when the broker decided to copy it
 * @param brokerId the broker that copies it
 * @param sizeInBytes length of the log segment
 * @param transactionIndexEmpty whether no transaction was aborted in it
 * @param leaderEpochs the leader epochs in it, each with its first offset
 */
public record SegmentDescription(
        SegmentName name,
        long endOffset,
        long maxTimestampMs,
        long eventTimestampMs,
        int brokerId,
        long sizeInBytes,
        boolean transactionIndexEmpty,
        SortedMap<Integer, Long> leaderEpochs) {

    public SegmentDescription {
        Objects.requireNonNull(name, "name");
        leaderEpochs = Collections.unmodifiableSortedMap(new TreeMap<>(leaderEpochs));
    }
}
