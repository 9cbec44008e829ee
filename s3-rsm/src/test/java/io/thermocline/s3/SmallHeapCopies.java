// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.rsm.testing.KafkaSegment;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;

/**
 * A JVM of its own that copies a segment several times at once, and prints by how many bytes the heap in use rose
 * meanwhile, and the most that direct buffers took.
 */
final class SmallHeapCopies {

    private static final long GLANCE_NANOS = 100_000_000;

    private SmallHeapCopies() {}

    /**
     * @param args a directory, the length of the segment's log, the number of copies, and the settings of the tier as
     *     key=value
     */
    public static void main(String[] args) throws Exception {
        KafkaSegment segment = KafkaSegment.create(Path.of(args[0]), Long.parseLong(args[1]));
        int copies = Integer.parseInt(args[2]);
        Map<String, String> settings = new HashMap<>();
        for (String setting : List.of(args).subList(3, args.length)) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        ExecutorService brokerThreads = Executors.newFixedThreadPool(copies);
        try (S3RemoteStorageManager plugin = new S3RemoteStorageManager()) {
            plugin.configure(settings);
            try (Watch watch = new Watch()) {
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < copies; i++) {
                    RemoteLogSegmentMetadata metadata = sibling(segment.metadata());
                    running.add(brokerThreads.submit(() -> plugin.copyLogSegmentData(metadata, segment.data())));
                }
                for (Future<?> copy : running) {
                    copy.get();
                }
                watch.print();
            }
        } finally {
            brokerThreads.shutdownNow();
        }
    }

    /** Returns another segment with the same files. */
    private static RemoteLogSegmentMetadata sibling(RemoteLogSegmentMetadata metadata) {
        return new RemoteLogSegmentMetadata(
                new RemoteLogSegmentId(metadata.topicIdPartition(), Uuid.randomUuid()),
                metadata.startOffset(),
                metadata.endOffset(),
                metadata.maxTimestampMs(),
                metadata.brokerId(),
                metadata.eventTimestampMs(),
                metadata.segmentSizeInBytes(),
                metadata.segmentLeaderEpochs());
    }

    /** Looks at the memory in use again and again. */
    private static final class Watch implements AutoCloseable {
        private final List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .toList();
        private final BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong mostHeap = new AtomicLong();
        private final AtomicLong mostDirect = new AtomicLong();
        private final long before;
        private final Thread watcher = new Thread(this::look);

        Watch() {
            before = live();
            watcher.start();
        }

        private void look() {
            while (!over.get()) {
                mostHeap.accumulateAndGet(live(), Math::max);
                mostDirect.accumulateAndGet(direct.getMemoryUsed(), Math::max);
                LockSupport.parkNanos(GLANCE_NANOS);
            }
        }

        /** Returns what a collection left; what was made since then does not count. */
        private long live() {
            ManagementFactory.getMemoryMXBean().gc();
            return heap.stream()
                    .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                    .sum();
        }

        void print() {
            System.out.println("heap " + (mostHeap.get() - before));
            System.out.println("direct " + mostDirect.get());
        }

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            watcher.join();
        }
    }
}
