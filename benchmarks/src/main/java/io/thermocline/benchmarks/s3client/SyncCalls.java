// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3client;

import io.thermocline.s3.testing.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** The requests through the SDK's client for callers that wait. */
final class SyncCalls implements S3Calls {

    private final SdkHttpClient http;
    private final S3Client client;

    SyncCalls(S3Server server, SdkHttpClient http) {
        this.http = http;
        this.client = server.clientBuilder()
                .httpClient(http)
                .overrideConfiguration(configuration -> configuration.retryStrategy(retries -> retries.maxAttempts(1)))
                .build();
    }

    @Override
    public String createUpload(String bucket, String key) {
        return client.createMultipartUpload(request -> request.bucket(bucket).key(key))
                .uploadId();
    }

    @Override
    public CompletedPart part(String bucket, String key, String upload, int number, Path file, Section section) {
        RequestBody body = RequestBody.fromContentProvider(
                () -> new FileSection(file, section), section.length(), "application/octet-stream");
        String tag = client.uploadPart(
                        request ->
                                request.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        body)
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    @Override
    public void complete(String bucket, String key, String upload, List<CompletedPart> parts) {
        client.completeMultipartUpload(
                request -> request.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
    }

    @Override
    public Body get(String bucket, String key, Section section) {
        return new ResponseBody(
                client.getObject(request -> request.bucket(bucket).key(key).range(S3Calls.range(section))));
    }

    @Override
    public void delete(String bucket, String key) {
        client.deleteObject(request -> request.bucket(bucket).key(key));
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }

    /** A section of a file, read as it is sent. */
    private static final class FileSection extends InputStream {
        private final FileChannel file;
        private final long end;
        private long position;

        FileSection(Path file, Section section) {
            try {
                this.file = FileChannel.open(file, StandardOpenOption.READ);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            this.position = section.offset();
            this.end = section.offset() + section.length();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (position == end) {
                return -1;
            }
            int n = file.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, end - position)), position);
            position += Math.max(n, 0);
            return n;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
