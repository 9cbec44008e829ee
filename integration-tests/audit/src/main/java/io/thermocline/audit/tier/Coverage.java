// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;

/** Whether the segments of a partition leave offsets out. */
final class Coverage {

    private Coverage() {}

    /** Returns the gaps between segments, from an offset on. */
    static List<Finding> gaps(TopicPartition partition, long from, List<RemoteLogSegmentMetadata> segments) {
        List<Finding> gaps = new ArrayList<>();
        long next = from;
        for (RemoteLogSegmentMetadata segment : segments.stream()
                .sorted(Comparator.comparingLong(RemoteLogSegmentMetadata::startOffset))
                .toList()) {
            if (segment.startOffset() > next) {
                gaps.add(Finding.of(
                                FindingKind.COVERAGE_GAP,
                                partition.toString(),
                                "of the partition %s no segment in the tier has the %d offsets from %d to %d; the next begins at %d"
                                        .formatted(
                                                partition,
                                                segment.startOffset() - next,
                                                next,
                                                segment.startOffset() - 1,
                                                segment.startOffset()))
                        .with("from", next)
                        .with("to", segment.startOffset() - 1));
            }
            next = Math.max(next, segment.endOffset() + 1);
        }
        return gaps;
    }
}
