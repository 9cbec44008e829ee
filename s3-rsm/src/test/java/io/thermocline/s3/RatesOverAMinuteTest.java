// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thermocline.rsm.testing.KafkaSegment;
import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Process;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.logging.Logger;
import org.junit.platform.commons.logging.LoggerFactory;

/**
 * The limits of bandwidth in real time, over a minute each way, with four segments at once. Wants the machine for itself:
 * {@code -Dthermocline.minutes=true}.
 */
@EnabledIfSystemProperty(named = "thermocline.minutes", matches = "true")
class RatesOverAMinuteTest {

    private static final Logger LOG = LoggerFactory.getLogger(RatesOverAMinuteTest.class);
    private static final long MIB = 1L << 20;
    private static final long RATE = 8 * MIB;
    private static final int SEGMENTS = 4;
    private static final long SEGMENT_BYTES = 122 * MIB;
    private static final double FIVE_PERCENT = 0.05;

    @TempDir
    Path directory;

    private record Run<T>(double seconds, List<Double> ends, List<T> results) {}

    private static <T> Run<T> atOnce(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            long begin = System.nanoTime();
            List<Future<Double>> running = new ArrayList<>();
            List<T> results = new ArrayList<>();
            for (Callable<T> each : work) {
                running.add(threads.submit(() -> {
                    T result = each.call();
                    synchronized (results) {
                        results.add(result);
                    }
                    return (System.nanoTime() - begin) / 1e9;
                }));
            }
            List<Double> ends = new ArrayList<>();
            for (Future<Double> each : running) {
                ends.add(each.get());
            }
            return new Run<>((System.nanoTime() - begin) / 1e9, ends, results);
        } finally {
            threads.shutdownNow();
        }
    }

    /** A second's worth may come at once; all shares are alike. */
    private static void asTheLimitSays(String what, Run<?> run, double bytes) {
        double seconds = run.seconds() + 1;
        LOG.info(() -> "%s: %.0f bytes in %.2f s, that is %.2f%% of the limit; ends %s"
                .formatted(what, bytes, run.seconds(), 100 * bytes / seconds / RATE, run.ends()));
        assertThat(bytes / seconds / RATE).as(what).isEqualTo(1, within(FIVE_PERCENT));
        assertThat(run.ends()).allSatisfy(end -> assertThat(end).isGreaterThan(0.8 * run.seconds()));
    }

    @Test
    void bothLimitsHoldWithinFivePercentAndAreShared() throws Exception {
        try (S3Process s3 = S3Process.in(Files.createDirectory(directory.resolve("s3")));
                S3Bucket bucket = s3.server().newBucket();
                S3RemoteStorageManager plugin = new S3RemoteStorageManager()) {
            Map<String, String> settings = new HashMap<>(bucket.settings());
            settings.put("upload.max.bytes.per.second", Long.toString(RATE));
            settings.put("fetch.max.bytes.per.second", Long.toString(RATE));
            settings.put("startup.check", "off");
            plugin.configure(settings);
            List<Callable<RemoteLogSegmentMetadata>> copies = new ArrayList<>();
            for (int i = 0; i < SEGMENTS; i++) {
                KafkaSegment segment = KafkaSegment.create(directory, SEGMENT_BYTES);
                copies.add(() -> segment.copied(plugin.copyLogSegmentData(segment.metadata(), segment.data())));
            }
            Run<RemoteLogSegmentMetadata> copied = atOnce(copies);
            asTheLimitSays("copies", copied, SEGMENTS * SEGMENT_BYTES);

            List<Callable<Long>> reads = new ArrayList<>();
            for (RemoteLogSegmentMetadata metadata : copied.results()) {
                reads.add(() -> {
                    try (InputStream in = plugin.fetchLogSegment(metadata, 0)) {
                        return in.transferTo(OutputStream.nullOutputStream());
                    }
                });
            }
            asTheLimitSays("reads", atOnce(reads), SEGMENTS * SEGMENT_BYTES);
        }
    }
}
