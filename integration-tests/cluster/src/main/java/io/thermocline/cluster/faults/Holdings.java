// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.process.ProcessSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a broker may hold that has nothing to do. Of the plugin's: the threads that wait for a time to come, the files of the
 * disk cache, and what caches keep; nothing that is under way, nothing of a segment that is gone. Of Kafka's: its pools, each
 * as large as it may become. All numbers but those of memory are exact.
 *
 * @param before what the broker held when it had just started
 * @param storePort where its store is
 * @param directory where all of its files are
 */
record Holdings(ProcessSample before, int storePort, Path directory) {

    private static final String OURS = "thermocline-";
    private static final String PACKAGE = "io.thermocline.";
    private static final String LAMBDA = "$$Lambda";
    private static final String DELETED = " (deleted)";
    /** Sockets, and what waits for them: Kafka has so many as it has clients and other brokers to talk to. */
    private static final List<String> NETWORK = List.of("socket:", "anon_inode:");

    private static final Map<String, Integer> THREADS =
            Map.of("thermocline-background-broker-#", 1, "thermocline-s#-broker-#-background-#", 1);

    /** Threads of Kafka's that come when they are needed first. */
    private static final Map<String, Integer> KAFKAS_THREADS = Map.of(
            "kafka-rlm-copy-thread-pool-#", 10,
            "kafka-rlm-expiration-thread-pool-#", 10,
            "kafka-rlm-follower-thread-pool-#", 10,
            "remote-log-reader-#", 10,
            "kafka-scheduler-#", 10,
            "ReplicaFetcherThread-#-#", 2,
            "ForkJoinPool.commonPool-worker-#", 2);

    private static final String KAFKAS_EXECUTORS = "executor-";
    /** The lock, and sixteen that have blocks. */
    private static final int CACHE_FILES = 17;

    private static final long CACHE_BYTES = 32L << 20;
    private static final long BLOCKS = CACHE_BYTES / (256 << 10);

    /** What caches keep. Where it is bounded by bytes, of whatever length, the bound is that of the heap. */
    private static final Map<String, Long> KEPT = Map.ofEntries(
            Map.entry("cache.CachedBlock", BLOCKS),
            Map.entry("cache.CachedBlock$State", BLOCKS),
            Map.entry("cache.memory.OffHeapMemory$Piece", BLOCKS),
            Map.entry("cache.memory.Slab", 2L),
            Map.entry("cache.disk.DiskFile", 16L),
            Map.entry("cache.SegmentBlocks", BLOCKS),
            Map.entry("cache.SegmentBlocks$Offer", BLOCKS),
            Map.entry("cache.Trail", 1024L),
            Map.entry("segment.SegmentObject", BLOCKS),
            Map.entry("segment.BlockTable", Long.MAX_VALUE),
            Map.entry("segment.Footer", Long.MAX_VALUE),
            Map.entry("segment.Tail", Long.MAX_VALUE),
            Map.entry("segment.Manifest", Long.MAX_VALUE),
            Map.entry("segment.Section", Long.MAX_VALUE),
            Map.entry("segment.SegmentDescription", Long.MAX_VALUE),
            Map.entry("segment.SegmentExtent", Long.MAX_VALUE),
            Map.entry("segment.SegmentName", Long.MAX_VALUE),
            Map.entry("store.ObjectKey", Long.MAX_VALUE),
            // Constants, which are there once their class is.
            Map.entry("segment.SectionKind", 6L),
            Map.entry("store.PutMode$Overwrite", 1L),
            Map.entry("store.wrap.Outcome", 11L));

    /** What Kafka's network threads and readers keep for themselves. */
    private static final long KAFKAS_DIRECT_BYTES = 48L << 20;
    /** What Kafka keeps of producers and segments, and our footers and tails. */
    private static final long MORE_HEAP_BYTES = 64L << 20;

    /** Returns what the broker holds that it may not. */
    List<Finding> excess(ProcessSample now) {
        Excess excess = new Excess("process " + now.processId());
        now.threads().forEach((name, count) -> excess.check("threads " + name, count, threadsAllowed(name)));
        excess.check("connections to the store", now.connections().getOrDefault(storePort, 0), 0);
        files(now, excess);
        now.objects().forEach((name, count) -> excess.check("objects of " + name, count, objectsAllowed(name)));
        excess.check("bytes of direct buffers", now.directBytes(), CACHE_BYTES + KAFKAS_DIRECT_BYTES);
        excess.check("bytes of heap", now.heapBytes(), before.heapBytes() + MORE_HEAP_BYTES);
        return excess.findings;
    }

    private long threadsAllowed(String name) {
        if (name.startsWith(OURS)) {
            return THREADS.getOrDefault(name, 0);
        }
        int kafkas = name.startsWith(KAFKAS_EXECUTORS) ? 1 : KAFKAS_THREADS.getOrDefault(name, 0);
        return Math.max(kafkas, before.threads().getOrDefault(name, 0));
    }

    private long objectsAllowed(String name) {
        // A lambda has another name in every process.
        return name.contains(LAMBDA)
                ? Long.MAX_VALUE
                : Math.max(
                        KEPT.getOrDefault(name.substring(PACKAGE.length()), 0L),
                        before.objects().getOrDefault(name, 0L));
    }

    /** A segment that is copied and not closed stays open under its name, or as a deleted file; one that is in use is open once. */
    private void files(ProcessSample now, Excess excess) {
        for (String descriptor : new HashSet<>(now.descriptors())) {
            int count = Collections.frequency(now.descriptors(), descriptor);
            if (descriptor.startsWith(directory + "/") && descriptor.endsWith(DELETED)) {
                excess.check("descriptors of " + descriptor, count, 0);
            } else if (isOf("cache", descriptor) || isOf("data", descriptor)) {
                excess.check("descriptors of " + descriptor, count, 1);
            }
        }
        long cached = now.descriptors().stream()
                .filter(descriptor -> isOf("cache", descriptor))
                .count();
        excess.check("descriptors of the disk cache's files", cached, CACHE_FILES);
        Map<String, Integer> allowed = others(before);
        others(now)
                .forEach((kind, count) -> excess.check("descriptors of " + kind, count, allowed.getOrDefault(kind, 0)));
    }

    private boolean isOf(String folder, String descriptor) {
        return descriptor.startsWith(directory.resolve(folder) + "/");
    }

    /** Returns how many descriptors there are that are neither of segments and cached blocks nor of clients, by what they are. */
    private Map<String, Integer> others(ProcessSample sample) {
        Map<String, Integer> kinds = new TreeMap<>();
        for (String descriptor : sample.descriptors()) {
            if (!isOf("cache", descriptor)
                    && !isOf("data", descriptor)
                    && NETWORK.stream().noneMatch(descriptor::startsWith)) {
                kinds.merge(
                        descriptor.startsWith("/") ? "other files" : descriptor.replaceFirst(":?\\[.*", ""),
                        1,
                        Integer::sum);
            }
        }
        return kinds;
    }

    private static final class Excess {
        private final String key;
        private final List<Finding> findings = new ArrayList<>();

        Excess(String key) {
            this.key = key;
        }

        void check(String what, long there, long allowed) {
            if (there > allowed) {
                findings.add(Finding.of(
                                FindingKind.LEAK,
                                key,
                                "the %s holds %,d %s though it has nothing to do, and %,d may be"
                                        .formatted(key, there, what, allowed))
                        .with("there", there)
                        .with("allowed", allowed));
            }
        }
    }
}
