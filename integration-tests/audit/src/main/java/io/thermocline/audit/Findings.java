// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what an audit finds. Of one kind and key the first few are told one by one, and how many more there were, so
 * that a report of a great loss is still one that a person can read.
 */
public final class Findings {

    private static final int TOLD_ONE_BY_ONE = 20;

    private final List<Finding> told = new ArrayList<>();
    private final Map<String, EnumMap<FindingKind, Long>> counts = new LinkedHashMap<>();

    /** Takes a finding. */
    public void add(Finding finding) {
        long count = counts.computeIfAbsent(finding.key(), key -> new EnumMap<>(FindingKind.class))
                .merge(finding.kind(), 1L, Long::sum);
        if (count <= TOLD_ONE_BY_ONE) {
            told.add(finding);
        }
    }

    /** Takes findings. */
    public void addAll(Iterable<Finding> findings) {
        findings.forEach(this::add);
    }

    /** Returns whether there is nothing yet. */
    public boolean isEmpty() {
        return told.isEmpty();
    }

    /** Returns all that was found. */
    public List<Finding> toList() {
        List<Finding> all = new ArrayList<>(told);
        counts.forEach((key, kinds) -> kinds.forEach((kind, count) -> {
            long more = count - TOLD_ONE_BY_ONE;
            if (more > 0) {
                all.add(Finding.of(kind, key, "and %,d more like the %d before".formatted(more, TOLD_ONE_BY_ONE))
                        .with("more", more));
            }
        }));
        return all;
    }
}
