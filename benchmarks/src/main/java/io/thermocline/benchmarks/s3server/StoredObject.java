// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An object: the files of its parts, one after another. They have no names any more and are gone when they are closed.
 *
 * @param metadata headers that come back with it
 */
record StoredObject(List<Part> parts, String etag, Instant modified, Map<String, String> metadata) {

    /** A file with so many bytes. */
    record Part(FileChannel file, long length, String etag) {
        void discard() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    long length() {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /** Frees the space; an answer that is being given breaks off. */
    void discard() {
        parts.forEach(Part::discard);
    }
}
