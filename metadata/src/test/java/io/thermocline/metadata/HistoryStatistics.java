// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Counts what random histories came upon, so that a test which compares nothing of interest is found out. */
final class HistoryStatistics {
    enum Situation {
        REFUSED,
        NOT_FOUND,
        REPEATED_ADD,
        REPEATED_FINISH,
        REPEATED_DELETE,
        FAILED_COPY,
        SEVERAL_EPOCHS,
        FOUND,
        PAST_THE_END_OF_THE_EPOCH,
        TXN_INDEX_FOUND_FURTHER_ON,
        MISSING_FROM_ITS_EPOCHS_LISTING
    }

    private final Map<Situation, Integer> counts = new EnumMap<>(Situation.class);

    void met(Situation situation) {
        counts.merge(situation, 1, Integer::sum);
    }

    List<Situation> unmet() {
        return Stream.of(Situation.values())
                .filter(situation -> !counts.containsKey(situation))
                .toList();
    }
}
