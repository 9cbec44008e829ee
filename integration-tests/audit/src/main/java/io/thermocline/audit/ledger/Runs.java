// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** Puts neighbouring offsets that have the same fate into one finding. */
final class Runs {

    private final FindingKind kind;
    private final TopicPartition partition;
    private final String what;
    private final List<Finding> findings = new ArrayList<>();
    private long from;
    private long to = -1;
    private long count;

    /** The sentence ends with {@code what}. */
    Runs(FindingKind kind, TopicPartition partition, String what) {
        this.kind = kind;
        this.partition = partition;
        this.what = what;
    }

    /** Takes offsets, each call higher ones than the one before. */
    void add(long first, long last) {
        if (count > 0 && first != to + 1) {
            end();
        }
        from = count == 0 ? first : from;
        to = last;
        count += last - first + 1;
    }

    private void end() {
        if (count > 0) {
            findings.add(Finding.of(
                            kind,
                            partition.toString(),
                            "the %d offsets from %d to %d of %s %s".formatted(count, from, to, partition, what))
                    .with("from", from)
                    .with("to", to)
                    .with("count", count));
        }
        count = 0;
    }

    List<Finding> toList() {
        end();
        return findings;
    }
}
