// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What this process uses while something is measured. */
public final class Meter implements AutoCloseable {

    private static final double MIB = 1024 * 1024;
    private static final double NANOS = 1e9;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "meter");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> sampling;
    private volatile long peakDirect;
    private long cpu;
    private long time;

    public Meter() {
        sampling = sampler.scheduleAtFixedRate(this::sample, 0, 10, TimeUnit.MILLISECONDS);
    }

    private void sample() {
        peakDirect = Math.max(peakDirect, direct.getMemoryUsed());
    }

    /** Begins to count time. */
    public void start() {
        cpu = system.getProcessCpuTime();
        time = System.nanoTime();
    }

    /** Puts down how fast {@code bytes} bytes went since the start, and for how much CPU. */
    public void stop(String name, long bytes, Figures figures) {
        double seconds = (System.nanoTime() - time) / NANOS;
        double cpuSeconds = (system.getProcessCpuTime() - cpu) / NANOS;
        figures.put(name + ".mb.per.second", bytes / 1e6 / seconds);
        figures.put(name + ".cpu.seconds.per.gib", cpuSeconds / (bytes / MIB / 1024));
    }

    /** Puts down how long it took since the start, for how much CPU, and how fast {@code bytes} bytes went. */
    public void stop(long bytes, Figures figures) {
        double seconds = (System.nanoTime() - time) / NANOS;
        figures.put("seconds", seconds);
        figures.put("cpu.seconds", (system.getProcessCpuTime() - cpu) / NANOS);
        figures.put("bytes", bytes);
        figures.put("mb.per.second", bytes / 1e6 / seconds);
    }

    /** Puts down the peaks of this process so far. */
    public void peaks(Figures figures) {
        double heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        figures.put("peak.heap.mib", heap / MIB);
        figures.put("peak.direct.mib", peakDirect / MIB);
        figures.put("peak.rss.mib", peakRss());
        figures.put("peak.threads", ManagementFactory.getThreadMXBean().getPeakThreadCount());
    }

    /** Forgets the peaks of the heap so far. */
    public static void forgetPeaks() {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** Forgets the peaks of memory outside the heap so far. */
    public void forgetPeaksOfMemory() {
        peakDirect = 0;
        try {
            // What Linux understands as forgetting the peak of resident memory.
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        } catch (IOException e) {
            // Then the peak is that of the whole process so far.
        }
    }

    private static double peakRss() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        sampling.cancel(false);
        sampler.shutdownNow();
    }
}
