// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Map;

/**
 * The leader epochs of a segment and the offsets at which they start in it. Nearly every segment lies within one epoch,
 * so that case holds nothing of the segment and is shared by all segments of the epoch.
 */
sealed interface Lineage permits SingleEpoch, EpochStarts {

    int size();

    /** Returns the epoch at {@code index}; epochs ascend. */
    int epochAt(int index);

    /** Returns where {@code epoch} ends in a segment that ends at {@code segmentEnd}. */
    long endOf(int epoch, long segmentEnd);

    /** Returns where {@code epoch} starts in a segment that starts at {@code segmentStart}. */
    long startOf(int epoch, long segmentStart);

    Map<Integer, Long> toMap(long segmentStart);
}
