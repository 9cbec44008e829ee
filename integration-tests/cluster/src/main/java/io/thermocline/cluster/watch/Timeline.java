// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.watch;

import io.thermocline.cluster.Cluster;
import io.thermocline.cluster.Node;
import io.thermocline.cluster.watch.BrokerProbe.Figures;
import io.thermocline.s3.testing.S3Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Looks at a cluster at regular times, in a thread of its own. */
public final class Timeline implements AutoCloseable {

    private final Cluster cluster;
    private final LongSupplier acknowledged;
    private final Duration between;
    private final Consumer<Moment> print;
    private final List<Moment> moments = new ArrayList<>();
    private final Thread thread;
    private volatile boolean ending;

    /**
     * What was seen at one time.
     *
     * @param seconds since the beginning
     * @param recordsPerSecond that were acknowledged since the last look
     * @param lagBytes closed segments that are not in the tier, at all brokers that answered
     * @param connections to the store
     * @param brokers what each holds, by its id; without those that do not run
     */
    public record Moment(
            double seconds,
            double recordsPerSecond,
            long lagBytes,
            int connections,
            Map<Integer, BrokerFigures> brokers) {}

    /** What a broker holds. */
    public record BrokerFigures(long heapBytes, long directBytes, long threads, long fileDescriptors) {}

    private Timeline(Cluster cluster, LongSupplier acknowledged, Duration between, Consumer<Moment> print) {
        this.cluster = cluster;
        this.acknowledged = acknowledged;
        this.between = between;
        this.print = print;
        this.thread = new Thread(this::run, "timeline");
    }

    /**
     * Begins to look.
     *
     * @param acknowledged says how many records were acknowledged so far
     * @param print is told each moment
     */
    public static Timeline of(Cluster cluster, LongSupplier acknowledged, Duration between, Consumer<Moment> print) {
        Timeline timeline = new Timeline(cluster, acknowledged, between, print);
        timeline.thread.start();
        return timeline;
    }

    private void run() {
        List<BrokerProbe> probes =
                cluster.nodes().stream().map(BrokerProbe::new).toList();
        long began = System.nanoTime();
        long last = began;
        long before = acknowledged.getAsLong();
        for (int look = 1; !ending; look++) {
            await(began + look * between.toNanos());
            long now = System.nanoTime();
            long records = acknowledged.getAsLong();
            Moment moment = look(probes, seconds(now - began), (records - before) / seconds(now - last));
            last = now;
            before = records;
            add(moment);
        }
        probes.forEach(BrokerProbe::close);
    }

    private Moment look(List<BrokerProbe> probes, double at, double rate) {
        Map<Integer, BrokerFigures> brokers = new TreeMap<>();
        long lag = 0;
        for (int i = 0; i < probes.size(); i++) {
            Node node = cluster.nodes().get(i);
            Optional<Figures> figures = probes.get(i).look();
            if (figures.isPresent()) {
                Figures f = figures.get();
                lag += f.lagBytes();
                brokers.put(
                        node.id(), new BrokerFigures(f.heapBytes(), f.directBytes(), f.threads(), f.fileDescriptors()));
            }
            // Wires remember every request, for tests that count them.
            node.wire().counts().reset();
        }
        int connections =
                cluster.store().wires().stream().mapToInt(S3Wire::connections).sum();
        return new Moment(at, rate, lag, connections, brokers);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private void await(long end) {
        for (long left = end - System.nanoTime(); left > 0 && !ending; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private synchronized void add(Moment moment) {
        moments.add(moment);
        print.accept(moment);
    }

    /** Returns what was seen so far. */
    public synchronized List<Moment> moments() {
        return List.copyOf(moments);
    }

    /** Looks no more. */
    @Override
    public void close() {
        ending = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
