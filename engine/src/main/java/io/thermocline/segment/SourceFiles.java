// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The files of a segment, all open.
 *
 * @param log the log segment, each block in one chunk or several
 * @param sections the other files, in the order in which they come in the object
 */
record SourceFiles(SourceFile log, Map<SectionKind, SourceFile> sections) implements Closeable {

    /**
     * What is read and checked at once: no more than clients ask for at a time, so that they get it without a copy, and
     * little enough to still be in the processor's cache when they do.
     */
    static final int CHUNK_BYTES = 128 * 1024;

    SourceFiles {
        sections = Collections.unmodifiableMap(sections);
    }

    /** Opens all files or none. */
    static SourceFiles open(SegmentFiles files, int blockBytes) throws IOException {
        Map<SectionKind, Path> paths = new EnumMap<>(SectionKind.class);
        paths.put(SectionKind.OFFSET_INDEX, files.offsetIndex());
        paths.put(SectionKind.TIME_INDEX, files.timeIndex());
        files.transactionIndex().ifPresent(path -> paths.put(SectionKind.TRANSACTION_INDEX, path));
        paths.put(SectionKind.PRODUCER_SNAPSHOT, files.producerSnapshot());

        SourceFile log = SourceFile.open(files.log(), blockBytes % CHUNK_BYTES == 0 ? CHUNK_BYTES : blockBytes);
        Map<SectionKind, SourceFile> sections = new EnumMap<>(SectionKind.class);
        try {
            for (Map.Entry<SectionKind, Path> path : paths.entrySet()) {
                sections.put(path.getKey(), SourceFile.open(path.getValue(), CHUNK_BYTES));
            }
            return new SourceFiles(log, sections);
        } catch (IOException | RuntimeException e) {
            try {
                new SourceFiles(log, sections).close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        IOException failed = null;
        for (SourceFile file : sections.values()) {
            try {
                file.close();
            } catch (IOException e) {
                failed = e;
            }
        }
        log.close();
        if (failed != null) {
            throw failed;
        }
    }
}
