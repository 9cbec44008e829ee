// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a broker has logged, over all its starts. */
public final class BrokerLog {

    private static final int TAIL_LINES = 200;

    private final Path file;

    /** Reads the log in {@code file}, which need not be there yet. */
    public BrokerLog(Path file) {
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

    /** Returns how long the log is by now, in bytes. */
    public long length() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether what was logged after the first {@code from} bytes has that text. */
    public boolean containsAfter(long from, String text) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(from);
            String rest = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            return rest.contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the file that the log is in. */
    public Path file() {
        return file;
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
