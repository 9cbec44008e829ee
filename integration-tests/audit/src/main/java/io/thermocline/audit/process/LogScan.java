// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.Findings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks for errors in a broker's log that no fault explains. An error is a line of level ERROR or FATAL (first in the
 * line, or after Kafka's usual {@code [date] }), or {@code Exception in thread}, with the lines that follow it up to the
 * next entry.
 */
public final class LogScan {

    private static final String DATE = "(\\[[0-9-]{10}[ T][0-9:.,]+\\] )?";
    private static final Pattern ENTRY =
            Pattern.compile("^(" + DATE + "(TRACE|DEBUG|INFO|WARN|ERROR|FATAL) |Exception in thread ).*");
    private static final Pattern ERROR = Pattern.compile("^(" + DATE + "(ERROR|FATAL) |Exception in thread ).*");
    /** Enough to tell the error and where it comes from; the rest is in the log. */
    private static final int HEAD_LINES = 12;
    /** What patterns are looked for in: the head of an entry would miss the cause at the end of a trace. */
    private static final int KEPT_LINES = 500;

    /**
     * Errors that are to be expected.
     *
     * @param name what the errors are, for people
     * @param fault the fault of the test that they belong to
     * @param pattern is found somewhere in the entry, its stack trace included
     */
    public record Explanation(String name, String fault, Pattern pattern) {

        public Explanation {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(fault, "fault");
            Objects.requireNonNull(pattern, "pattern");
        }
    }

    private final List<Explanation> explanations;

    public LogScan(List<Explanation> explanations) {
        this.explanations = List.copyOf(explanations);
    }

    /** Reads a log; each unexplained error is a violation, and each explanation that was needed a note with its count. */
    public AuditReport scan(Path log) throws IOException {
        // What is no UTF-8 is no reason not to read on.
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
            return scan(log.toString(), reader);
        }
    }

    /** Reads a log of that name. */
    public AuditReport scan(String name, BufferedReader log) throws IOException {
        Reading reading = new Reading(name);
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            reading.take(line);
        }
        return reading.report();
    }

    private final class Reading {
        private final String name;
        private final Findings findings = new Findings();
        private final Map<Explanation, Long> needed = new LinkedHashMap<>();
        private final StringBuilder entry = new StringBuilder();
        private int entryLines;
        private long entryAt;
        private long lines;
        private long errors;

        Reading(String name) {
            this.name = name;
        }

        void take(String line) {
            lines++;
            if (ENTRY.matcher(line).matches()) {
                end();
                entryAt = ERROR.matcher(line).matches() ? lines : 0;
            }
            if (entryAt > 0 && entryLines < KEPT_LINES) {
                entry.append(line).append('\n');
                entryLines++;
            }
        }

        private void end() {
            if (entryAt > 0) {
                errors++;
                judge(entry.toString());
            }
            entry.setLength(0);
            entryLines = 0;
            entryAt = 0;
        }

        private void judge(String error) {
            Optional<Explanation> explanation = explanations.stream()
                    .filter(candidate -> candidate.pattern().matcher(error).find())
                    .findFirst();
            if (explanation.isPresent()) {
                needed.merge(explanation.get(), 1L, Long::sum);
                return;
            }
            String head = String.join("\n", error.lines().limit(HEAD_LINES).toList());
            findings.add(Finding.of(
                            FindingKind.UNEXPLAINED_ERROR,
                            name,
                            "no fault explains the error at line %d of %s: %s".formatted(entryAt, name, head))
                    .with("line", entryAt));
        }

        AuditReport report() {
            end();
            needed.forEach((explanation, count) -> findings.add(Finding.of(
                            FindingKind.EXPLAINED_ERRORS,
                            name,
                            "%d errors in %s are %s, which belongs to the fault '%s'"
                                    .formatted(count, name, explanation.name(), explanation.fault()))
                    .with("errors", count)));
            return new AuditReport(findings.toList(), Map.of("log lines", lines, "errors in logs", errors));
        }
    }
}
