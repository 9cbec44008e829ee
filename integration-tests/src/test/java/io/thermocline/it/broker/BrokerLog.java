// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a broker has logged, over all its starts. */
public final class BrokerLog {

    private static final int TAIL_LINES = 200;

    private final Path file;

    BrokerLog(Path file) {
        this.file = file;
    }

    /** Returns all entries; one is a line and the stack trace or whatever else follows it. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        StringBuilder entry = new StringBuilder();
        for (String line : lines()) {
            if (Entry.begins(line) && !entry.isEmpty()) {
                entries.add(new Entry(entry.toString()));
                entry.setLength(0);
            }
            entry.append(line).append('\n');
        }
        if (!entry.isEmpty()) {
            entries.add(new Entry(entry.toString()));
        }
        return entries;
    }

    /** Returns how many entries there are for which {@code condition} holds. */
    public long count(Predicate<Entry> condition) {
        return entries().stream().filter(condition).count();
    }

    /** Returns the errors among the entries. */
    public List<Entry> errors() {
        return entries().stream().filter(Entry::isError).toList();
    }

    /** Returns the last lines, for a person to read. */
    public String tail() {
        List<String> lines = lines();
        int from = Math.max(0, lines.size() - TAIL_LINES);
        return "the last lines of " + file + ":\n" + String.join("\n", lines.subList(from, lines.size()));
    }

    boolean contains(String text) {
        return lines().stream().anyMatch(line -> line.contains(text));
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An entry of the log: {@code LEVEL time [thread] logger - message}, and what follows. */
    public record Entry(String text) {

        private static final String UNCAUGHT = "Exception in thread ";
        private static final List<String> BEGINNINGS =
                List.of("TRACE ", "DEBUG ", "INFO ", "WARN ", "ERROR ", "FATAL ", UNCAUGHT);

        static boolean begins(String line) {
            return BEGINNINGS.stream().anyMatch(line::startsWith);
        }

        /** Returns whether this is what an operator's alarm would go off for. */
        public boolean isError() {
            return text.startsWith("ERROR ") || text.startsWith("FATAL ") || text.startsWith(UNCAUGHT);
        }

        /** Returns whether the text has that part. */
        public boolean says(String part) {
            return text.contains(part);
        }
    }
}
