// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Map;

/** The lineage of a segment that lies, from its start to its end, within one epoch. */
record SingleEpoch(Integer epoch) implements Lineage {
    @Override
    public int size() {
        return 1;
    }

    @Override
    public int epochAt(int index) {
        return epoch;
    }

    @Override
    public long startOf(int ofEpoch, long segmentStart) {
        return segmentStart;
    }

    @Override
    public long endOf(int ofEpoch, long segmentEnd) {
        return segmentEnd;
    }

    @Override
    public Map<Integer, Long> toMap(long segmentStart) {
        return Map.of(epoch, segmentStart);
    }
}
