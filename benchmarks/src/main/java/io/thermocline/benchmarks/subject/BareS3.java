// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.subject;

import io.thermocline.benchmarks.s3client.HttpClientKind;
import io.thermocline.benchmarks.s3client.S3Calls;
import io.thermocline.benchmarks.s3client.S3Calls.Section;
import io.thermocline.s3.testing.S3Server;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.server.log.remote.storage.LogSegmentData;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager;

/**
 * What there is to be had from the SDK's client alone, as a reference: a copy is a multipart upload of the log, and a
 * fetch one ranged GET, of a mebibyte where it has no end. It keeps no indexes, checks nothing and caches nothing.
 */
public final class BareS3 implements RemoteStorageManager {

    private static final long FETCH_BYTES = 1024 * 1024;

    private S3Calls calls;
    private ExecutorService threads;
    private String bucket;
    private long partBytes;

    @Override
    public void configure(Map<String, ?> settings) {
        S3Server server = new S3Server(
                "server",
                URI.create(text(settings, "endpoint")),
                text(settings, "region"),
                text(settings, "access.key"),
                text(settings, "secret.key"),
                true,
                "when_supported",
                Set.of());
        calls = S3Calls.open(HttpClientKind.valueOf(text(settings, "client")), server, Duration.ofSeconds(60));
        bucket = text(settings, "bucket");
        partBytes = Long.parseLong(text(settings, "part.bytes"));
        threads = Executors.newFixedThreadPool(Integer.parseInt(text(settings, "parallelism")));
    }

    private static String text(Map<String, ?> settings, String key) {
        return Optional.ofNullable(settings.get(key))
                .map(Object::toString)
                .orElseThrow(() -> new IllegalArgumentException(key + " is missing"));
    }

    private static String key(RemoteLogSegmentMetadata metadata) {
        return metadata.remoteLogSegmentId().id().toString();
    }

    @Override
    public Optional<CustomMetadata> copyLogSegmentData(RemoteLogSegmentMetadata metadata, LogSegmentData data)
            throws RemoteStorageException {
        long bytes = metadata.segmentSizeInBytes();
        try {
            calls.upload(bucket, key(metadata), data.logSegment(), bytes, partBytes, threads);
            return Optional.empty();
        } catch (IOException e) {
            throw new RemoteStorageException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteStorageException("interrupted", e);
        }
    }

    @Override
    public InputStream fetchLogSegment(RemoteLogSegmentMetadata metadata, int start) throws RemoteStorageException {
        return fetch(metadata, new Section(start, Math.min(FETCH_BYTES, metadata.segmentSizeInBytes() - start)));
    }

    @Override
    public InputStream fetchLogSegment(RemoteLogSegmentMetadata metadata, int start, int end)
            throws RemoteStorageException {
        return fetch(metadata, new Section(start, end - start + 1L));
    }

    private InputStream fetch(RemoteLogSegmentMetadata metadata, Section section) throws RemoteStorageException {
        try {
            return new FilterInputStream(calls.get(bucket, key(metadata), section)) {};
        } catch (IOException e) {
            throw new RemoteStorageException(e);
        }
    }

    @Override
    public InputStream fetchIndex(RemoteLogSegmentMetadata metadata, IndexType indexType) {
        return InputStream.nullInputStream();
    }

    @Override
    public void deleteLogSegmentData(RemoteLogSegmentMetadata metadata) {
        calls.delete(bucket, key(metadata));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        calls.close();
    }
}
