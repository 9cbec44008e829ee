// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.rsm.testing.KafkaSegment;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A JVM of its own that copies one large segment, and prints by how many bytes the heap in use rose meanwhile. */
final class SmallHeapCopy {

    private SmallHeapCopy() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        KafkaSegment segment = KafkaSegment.create(directory, Long.parseLong(args[1]));
        try (LocalTieredStorage plugin = new LocalTieredStorage()) {
            plugin.configure(Map.of("local.path", directory.resolve("tier").toString()));
            MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
            memory.gc();
            long before = memory.getHeapMemoryUsage().getUsed();
            AtomicLong peak = new AtomicLong();
            AtomicBoolean done = new AtomicBoolean();
            Thread watcher = new Thread(() -> {
                while (!done.get()) {
                    memory.gc();
                    peak.accumulateAndGet(memory.getHeapMemoryUsage().getUsed(), Math::max);
                    LockSupport.parkNanos(20_000_000);
                }
            });
            watcher.start();
            plugin.copyLogSegmentData(segment.metadata(), segment.data());
            done.set(true);
            watcher.join();
            System.out.println("rise " + (peak.get() - before));
        }
    }
}
