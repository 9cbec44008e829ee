// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3client;

import io.thermocline.s3.testing.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** The few requests that are measured, as a caller that waits makes them. */
public interface S3Calls extends AutoCloseable {

    /** A section of an object or a file. */
    record Section(long offset, long length) {}

    /** The body of an answer, which may be given up. */
    abstract class Body extends InputStream {

        /** Gives the rest of the body up. */
        public abstract void abort();
    }

    String createUpload(String bucket, String key);

    CompletedPart part(String bucket, String key, String upload, int number, Path file, Section section);

    void complete(String bucket, String key, String upload, List<CompletedPart> parts);

    Body get(String bucket, String key, Section section) throws IOException;

    void delete(String bucket, String key);

    @Override
    void close();

    /** Opens the way to {@code server} through a client of {@code kind}. */
    static S3Calls open(HttpClientKind kind, S3Server server, Duration silence) {
        return kind == HttpClientKind.NETTY
                ? new AsyncCalls(server, HttpClientKind.netty(silence))
                : new SyncCalls(server, kind.sync(silence));
    }

    static String range(Section section) {
        return "bytes=" + section.offset() + "-" + (section.offset() + section.length() - 1);
    }
}
