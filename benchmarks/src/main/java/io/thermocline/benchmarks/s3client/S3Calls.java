// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3client;

import io.thermocline.s3.testing.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
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

    /** Sends the beginning of a file in parts, as many at once as there are threads. */
    default void upload(String bucket, String key, Path file, long bytes, long partBytes, ExecutorService threads)
            throws IOException, InterruptedException {
        String upload = createUpload(bucket, key);
        List<Future<CompletedPart>> parts = new ArrayList<>();
        for (long offset = 0; offset < bytes; offset += partBytes) {
            Section section = new Section(offset, Math.min(partBytes, bytes - offset));
            int number = parts.size() + 1;
            parts.add(threads.submit(() -> part(bucket, key, upload, number, file, section)));
        }
        List<CompletedPart> done = new ArrayList<>();
        for (Future<CompletedPart> part : parts) {
            try {
                done.add(part.get());
            } catch (ExecutionException e) {
                throw new IOException("a part failed", e.getCause());
            }
        }
        complete(bucket, key, upload, done);
    }

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
