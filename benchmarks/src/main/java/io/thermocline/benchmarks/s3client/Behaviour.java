// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3client;

import io.thermocline.benchmarks.measure.Figures;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.store.testing.Hold;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** How long a client takes to let go of a body, in milliseconds; not a number if it does not within ten seconds. */
final class Behaviour {

    private static final Duration NEVER = Duration.ofMinutes(5);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final long PATIENCE_MILLIS = 10_000;
    private static final int FIRST_BYTES = 64 * 1024;
    private static final long SLOW = 2_000_000;

    private final HttpClientKind kind;
    private final S3Server server;
    private final String bucket;
    private final String key;
    private final S3Calls.Section section;

    Behaviour(HttpClientKind kind, S3Server server, String bucket, String key, long length) {
        this.kind = kind;
        this.server = server;
        this.bucket = bucket;
        this.key = key;
        this.section = new S3Calls.Section(0, length);
    }

    void measure(Figures figures) throws Exception {
        figures.put("interrupt.ends.blocked.read.ms", interrupt());
        figures.put("silence.of.2s.ends.read.ms", silence());
        figures.put("abort.on.slow.body.ms", letGo(S3Calls.Body::abort));
        figures.put("close.on.slow.body.ms", letGo(Behaviour::close));
    }

    private static void close(S3Calls.Body body) {
        try {
            body.close();
        } catch (IOException e) {
            // How long it took is what counts.
        }
    }

    /** Returns how long after its interrupt a thread is back that read a body of which nothing more comes. */
    private double interrupt() throws Exception {
        try (S3Wire wire = S3Wire.to(server);
                S3Calls calls = S3Calls.open(kind, wire.server(), NEVER)) {
            Hold hold = wire.next(S3RequestKind.GET).stallsAfter(FIRST_BYTES);
            CompletableFuture<Long> end = new CompletableFuture<>();
            CountDownLatch begun = new CountDownLatch(1);
            Thread reader = new Thread(() -> {
                begun.countDown();
                readUntilItEnds(calls);
                end.complete(System.nanoTime());
            });
            reader.setDaemon(true);
            reader.start();
            begun.await();
            hold.awaitArrival();
            // The stall began; the reader has what came before it, or is about to, and then waits.
            reader.join(500);
            long start = System.nanoTime();
            reader.interrupt();
            return millis(start, end);
        }
    }

    /** Returns how long a read lasts of which nothing more comes, if two seconds of silence are allowed. */
    private double silence() throws Exception {
        try (S3Wire wire = S3Wire.to(server);
                S3Calls calls = S3Calls.open(kind, wire.server(), SILENCE)) {
            wire.next(S3RequestKind.GET).stallsAfter(FIRST_BYTES);
            CompletableFuture<Long> end = new CompletableFuture<>();
            long start = System.nanoTime();
            Thread reader = new Thread(() -> {
                readUntilItEnds(calls);
                end.complete(System.nanoTime());
            });
            reader.setDaemon(true);
            reader.start();
            return millis(start, end);
        }
    }

    /** Returns how long it takes to let go of a slow body of which most is still to come. */
    private double letGo(Consumer<S3Calls.Body> how) throws Exception {
        try (S3Wire wire = S3Wire.to(server);
                S3Calls calls = S3Calls.open(kind, wire.server(), NEVER)) {
            wire.next(S3RequestKind.GET).slows(SLOW);
            S3Calls.Body body = calls.get(bucket, key, section);
            body.readNBytes(FIRST_BYTES);
            CompletableFuture<Long> end = new CompletableFuture<>();
            long start = System.nanoTime();
            Thread closer = new Thread(() -> {
                how.accept(body);
                end.complete(System.nanoTime());
            });
            closer.setDaemon(true);
            closer.start();
            return millis(start, end);
        }
    }

    private void readUntilItEnds(S3Calls calls) {
        try (S3Calls.Body body = calls.get(bucket, key, section)) {
            body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException | RuntimeException e) {
            // That it ends is what counts.
        }
    }

    private static double millis(long start, CompletableFuture<Long> end) throws Exception {
        try {
            return (end.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) - start) / 1e6;
        } catch (TimeoutException e) {
            return Double.NaN;
        }
    }
}
