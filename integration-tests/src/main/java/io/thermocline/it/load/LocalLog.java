// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** The log files of a partition on the broker's disk. */
public final class LocalLog {

    private final Path directory;

    /** Looks into a broker's {@code log.dirs} directory. */
    public LocalLog(Path data, TopicPartition partition) {
        this.directory = data.resolve(partition.toString());
    }

    /** Returns the segments' files by their base offsets. */
    public SortedMap<Long, Path> segments() {
        SortedMap<Long, Path> segments = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.log")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                segments.put(Long.parseLong(name.substring(0, name.indexOf('.'))), file);
            }
            return segments;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the base offset of the segment that is being written. */
    public long activeSegment() {
        return segments().lastKey();
    }

    /** Returns how many bytes all segments have together. */
    public long bytes() {
        return segments().keySet().stream().mapToLong(this::bytes).sum();
    }

    /** Returns how many bytes the segment has that begins at {@code baseOffset}; 0 if it is gone. */
    public long bytes(long baseOffset) {
        Path file = segments().get(baseOffset);
        try {
            return file == null ? 0 : Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
