// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.subject;

import io.thermocline.benchmarks.measure.CallTimes;
import io.thermocline.benchmarks.measure.Figures;
import io.thermocline.benchmarks.measure.Meter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager;

/** What a subject is told to do, a step at a time; each returns what it took. */
final class Steps implements AutoCloseable {

    private static final double MIB = 1024 * 1024;

    private final Subject subject;
    private final ChildFirstLoader loader;
    private final Meter meter = new Meter();
    private final List<LogSegment> segments = new ArrayList<>();
    private final List<RemoteLogSegmentMetadata> copied = new ArrayList<>();
    private RemoteStorageManager manager;

    Steps(Subject subject) throws ReflectiveOperationException, IOException {
        this.subject = subject;
        this.loader = new ChildFirstLoader(subject.classPath(), Steps.class.getClassLoader());
        open(Map.of());
    }

    private interface Work {
        /** Does it, and returns how many bytes of logs were asked for. */
        long run(CallTimes times) throws Exception;
    }

    private void open(Map<String, String> changes) throws ReflectiveOperationException {
        Thread.currentThread().setContextClassLoader(loader);
        manager = (RemoteStorageManager)
                loader.loadClass(subject.className()).getDeclaredConstructor().newInstance();
        manager.configure(subject.with(subject.name(), changes).settings());
    }

    /** Begins anew with nothing cached, and some settings changed. */
    void restart(Map<String, String> changes) throws IOException, ReflectiveOperationException {
        manager.close();
        open(changes);
        System.gc();
    }

    /** Takes another segment to work on, under the next number. */
    void add(Path directory) throws IOException {
        LogSegment segment = LogSegment.read(directory);
        segments.add(segment);
        copied.add(segment.metadata());
    }

    Figures copy(List<Integer> which) throws Exception {
        return measured(times -> {
            long bytes = 0;
            for (int number : which) {
                LogSegment segment = segments.get(number);
                long start = System.nanoTime();
                Optional<CustomMetadata> custom = manager.copyLogSegmentData(segment.metadata(), segment.data());
                times.add(System.nanoTime() - start);
                copied.set(number, finished(segment.metadata(), custom));
                bytes += segment.bytes();
            }
            return bytes;
        });
    }

    private static RemoteLogSegmentMetadata finished(
            RemoteLogSegmentMetadata metadata, Optional<CustomMetadata> custom) {
        return metadata.createWithUpdates(new RemoteLogSegmentMetadataUpdate(
                metadata.remoteLogSegmentId(),
                metadata.eventTimestampMs() + 1,
                custom,
                RemoteLogSegmentState.COPY_SEGMENT_FINISHED,
                metadata.brokerId()));
    }

    Figures delete(List<Integer> which) throws Exception {
        return measured(times -> {
            for (int number : which) {
                long start = System.nanoTime();
                manager.deleteLogSegmentData(copied.get(number));
                times.add(System.nanoTime() - start);
            }
            return 0;
        });
    }

    Figures indexes(List<Integer> which) throws Exception {
        return measured(times -> {
            for (int number : which) {
                long start = System.nanoTime();
                new BrokerReader(manager, copied.get(number)).readIndexes();
                times.add(System.nanoTime() - start);
            }
            return 0;
        });
    }

    /** Reads segments from beginning to end, each by one reader, all at once. */
    Figures read(List<Integer> which) throws Exception {
        List<Double> seconds = new ArrayList<>();
        Figures figures = measured(times -> {
            CountDownLatch begin = new CountDownLatch(1);
            List<Callable<Long>> readers = new ArrayList<>();
            for (int number : which) {
                readers.add(() -> {
                    begin.await();
                    long start = System.nanoTime();
                    BrokerReader reader = new BrokerReader(manager, copied.get(number));
                    reader.readIndexes();
                    reader.readAll();
                    synchronized (seconds) {
                        seconds.add((System.nanoTime() - start) / 1e9);
                        times.addAll(reader.times());
                    }
                    return (long) segments.get(number).bytes();
                });
            }
            return inParallel(readers, begin);
        });
        figures.put(
                "slowest.to.fastest",
                seconds.stream().mapToDouble(s -> s).min().orElseThrow()
                        / seconds.stream().mapToDouble(s -> s).max().orElseThrow());
        return figures;
    }

    /** Reads a segment from beginning to end by one reader, and again, {@code times} times. */
    Figures readAgain(int number, int times) throws Exception {
        return measured(calls -> {
            long bytes = 0;
            for (int i = 0; i < times; i++) {
                BrokerReader reader = new BrokerReader(manager, copied.get(number));
                reader.readIndexes();
                reader.readAll();
                calls.addAll(reader.times());
                bytes += segments.get(number).bytes();
            }
            return bytes;
        });
    }

    private static long inParallel(List<Callable<Long>> readers, CountDownLatch begin) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(readers.size());
        try {
            List<Future<Long>> running = readers.stream().map(threads::submit).toList();
            begin.countDown();
            long bytes = 0;
            for (Future<Long> reader : running) {
                bytes += reader.get();
            }
            return bytes;
        } catch (ExecutionException e) {
            throw new IOException("a reader failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Reads a segment through one stream that has an end. */
    Figures stream(int number) throws Exception {
        byte[] target = new byte[BrokerReader.FETCH_BYTES];
        return measured(times -> {
            long start = System.nanoTime();
            int size = segments.get(number).bytes();
            long bytes = 0;
            try (InputStream in = manager.fetchLogSegment(copied.get(number), 0, size - 1)) {
                for (int n = in.read(target); n >= 0; n = in.read(target)) {
                    bytes += n;
                }
            }
            times.add(System.nanoTime() - start);
            if (bytes != size) {
                throw new IOException("of " + size + " bytes " + bytes + " came");
            }
            return bytes;
        });
    }

    /** Fetches a mebibyte at each of {@code count} positions that have nothing to do with each other. */
    Figures random(int number, int count, long seed) throws Exception {
        return measured(times -> {
            Random random = new Random(seed);
            BrokerReader reader = new BrokerReader(manager, copied.get(number));
            for (int i = 0; i < count; i++) {
                reader.fetch(random.nextInt(segments.get(number).bytes() - BrokerReader.FETCH_BYTES));
            }
            times.addAll(reader.times());
            return reader.bytes();
        });
    }

    private Figures measured(Work work) throws Exception {
        Figures figures = new Figures();
        CallTimes times = new CallTimes();
        Meter.forgetPeaks();
        meter.forgetPeaksOfMemory();
        double heap = usedHeap();
        meter.start();
        long bytes = work.run(times);
        meter.stop(bytes, figures);
        times.putInto(figures);
        meter.peaks(figures);
        System.gc();
        figures.put("heap.growth.mib", usedHeap() - heap);
        return figures;
    }

    private static double usedHeap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    }

    @Override
    public void close() throws IOException {
        manager.close();
        meter.close();
        loader.close();
    }
}
