// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import io.thermocline.audit.AuditReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Looks for errors in a broker's log that no fault explains. An error is a line of level ERROR or FATAL (first in the
 * line, or after Kafka's usual {@code [date] }), or {@code Exception in thread}, with the lines that follow it up to the
 * next entry.
 */
public final class LogScan {

    /**
     * Errors that are to be expected.
     *
     * @param name what the errors are, for people
     * @param fault the fault of the test that they belong to
     * @param pattern is found somewhere in the entry, its stack trace included
     */
    public record Explanation(String name, String fault, Pattern pattern) {}

    public LogScan(List<Explanation> explanations) {
        throw new UnsupportedOperationException();
    }

    /** Reads a log; each unexplained error is a violation, and each explanation that was needed a note with its count. */
    public AuditReport scan(Path log) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Reads a log of that name. */
    public AuditReport scan(String name, BufferedReader log) throws IOException {
        throw new UnsupportedOperationException();
    }
}
