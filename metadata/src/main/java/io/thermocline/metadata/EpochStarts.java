// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The lineage of a segment that spans epochs, or whose one epoch does not start where the segment does. */
final class EpochStarts implements Lineage {
    private final int[] epochs;
    private final long[] starts;

    EpochStarts(NavigableMap<Integer, Long> epochToStart) {
        this.epochs = epochToStart.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.starts = epochToStart.values().stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public int size() {
        return epochs.length;
    }

    @Override
    public int epochAt(int index) {
        return epochs[index];
    }

    @Override
    public long startOf(int epoch, long segmentStart) {
        return starts[Arrays.binarySearch(epochs, epoch)];
    }

    @Override
    public long endOf(int epoch, long segmentEnd) {
        int next = Arrays.binarySearch(epochs, epoch) + 1;
        return next < starts.length ? starts[next] - 1 : segmentEnd;
    }

    @Override
    public Map<Integer, Long> toMap(long segmentStart) {
        Map<Integer, Long> epochToStart = new TreeMap<>();
        for (int i = 0; i < epochs.length; i++) {
            epochToStart.put(epochs[i], starts[i]);
        }
        return epochToStart;
    }
}
