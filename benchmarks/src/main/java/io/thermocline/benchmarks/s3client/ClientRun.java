// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3client;

import io.thermocline.benchmarks.measure.Figures;
import io.thermocline.benchmarks.measure.Meter;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One client in a process of its own. {@link S3ClientComparison} starts it and reads its last line. */
final class ClientRun {

    static final String RESULT = "figures: ";

    private static final long MIB = 1024 * 1024;
    private static final long PART = 32 * MIB;
    private static final int AT_ONCE = 4;
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final String KEY = "measured";

    private final S3Calls calls;
    private final String bucket;
    private final Path file;
    private final long length;
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

    private ClientRun(S3Calls calls, String bucket, Path file) {
        this.calls = calls;
        this.bucket = bucket;
        this.file = file;
        this.length = file.toFile().length();
    }

    /**
     * Measures a client against the server that system properties name, as for tests.
     *
     * @param arguments the client's kind, the file to send, and whether to look at its behaviour too
     */
    public static void main(String[] arguments) throws Exception {
        HttpClientKind kind = HttpClientKind.valueOf(arguments[0]);
        S3Server server = S3Server.ofTests();
        Figures figures = new Figures();
        try (S3Bucket bucket = server.newBucket()) {
            try (S3Calls calls = S3Calls.open(kind, server, SILENCE);
                    Meter meter = new Meter()) {
                new ClientRun(calls, bucket.name(), Path.of(arguments[1])).measure(meter, figures);
            }
            if (Boolean.parseBoolean(arguments[2])) {
                new Behaviour(kind, server, bucket.name(), KEY, 64 * MIB).measure(figures);
            }
        }
        System.out.println(RESULT + figures.line());
        // Readers that a client does not let go of must not keep the process.
        System.exit(0);
    }

    private void measure(Meter meter, Figures figures) throws Exception {
        // What is compiled and connected before is not measured.
        upload("warm", 4 * PART);
        read("warm", 8 * MIB, 4 * PART, AT_ONCE);
        read("warm", MIB, PART, 1);
        Meter.forgetPeaks();

        meter.start();
        upload(KEY, length);
        meter.stop("upload.32m.x4", length, figures);
        meter.start();
        read(KEY, 8 * MIB, length, AT_ONCE);
        meter.stop("get.8m.x4", length, figures);
        meter.start();
        read(KEY, MIB, length, 1);
        meter.stop("get.1m.x1", length, figures);
        meter.peaks(figures);
        threads.shutdown();
    }

    private void upload(String key, long bytes) throws IOException, InterruptedException {
        calls.upload(bucket, key, file, bytes, PART, threads);
    }

    private void read(String key, long each, long bytes, int atOnce) throws Exception {
        List<Future<Long>> readers = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            long first = i * each;
            readers.add(threads.submit(() -> readEvery(key, first, each, atOnce * each, bytes)));
        }
        long read = 0;
        for (Future<Long> reader : readers) {
            read += get(reader);
        }
        if (read != bytes) {
            throw new IOException("of " + bytes + " bytes " + read + " were read");
        }
    }

    private long readEvery(String key, long first, long each, long step, long bytes) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long read = 0;
        for (long offset = first; offset < bytes; offset += step) {
            try (S3Calls.Body body = calls.get(bucket, key, new S3Calls.Section(offset, each))) {
                int n = body.read(buffer, 0, buffer.length);
                while (n >= 0) {
                    read += n;
                    n = body.read(buffer, 0, buffer.length);
                }
            }
        }
        return read;
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException("a request failed", e.getCause());
        }
    }
}
