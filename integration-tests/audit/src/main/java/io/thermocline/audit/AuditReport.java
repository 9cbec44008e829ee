// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an audit found, and how much it looked at: an audit that looked at nothing finds nothing.
 *
 * @param looked how many objects, bytes, records or lines were looked at, by what they are
 */
public record AuditReport(List<Finding> findings, Map<String, Long> looked) {

    public AuditReport {
        findings = List.copyOf(findings);
        looked = Collections.unmodifiableMap(new LinkedHashMap<>(looked));
    }

    /** Returns what must not be. */
    public List<Finding> violations() {
        return findings.stream().filter(finding -> finding.kind().isViolation()).toList();
    }

    /** Returns what is only worth knowing. */
    public List<Finding> notes() {
        return findings.stream()
                .filter(finding -> !finding.kind().isViolation())
                .toList();
    }

    /** Returns whether there is no violation. */
    public boolean isClean() {
        return violations().isEmpty();
    }

    /** Returns how much of that was looked at, such as {@code objects}, {@code bytes}, {@code records}. */
    public long looked(String what) {
        return looked.getOrDefault(what, 0L);
    }

    /** Returns both reports in one. */
    public AuditReport and(AuditReport other) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(other.findings);
        Map<String, Long> sums = new LinkedHashMap<>(looked);
        other.looked.forEach((what, count) -> sums.merge(what, count, Long::sum));
        return new AuditReport(all, sums);
    }

    /** Returns the report for people: a line for what was looked at, then violations, then notes. */
    @Override
    public String toString() {
        String scope = looked.entrySet().stream()
                .map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey()))
                .collect(Collectors.joining(", ", "looked at ", ""));
        StringBuilder text = new StringBuilder(scope)
                .append(": %d violations, %d notes".formatted(violations().size(), notes().size()));
        violations().forEach(finding -> text.append("\nVIOLATION ").append(finding));
        notes().forEach(finding -> text.append("\nnote ").append(finding));
        return text.toString();
    }
}
