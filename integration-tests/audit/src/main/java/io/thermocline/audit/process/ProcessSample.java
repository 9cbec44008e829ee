// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.Findings;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a JVM on this machine holds at one moment. Looking costs the process a few threads and descriptors the first time;
 * those threads are left out, and samples to be compared are all taken after that.
 *
 * @param threads live Java threads by name, numbers in the name replaced by {@code #}
 * @param fileDescriptors open ones by what they are: {@code socket}, {@code pipe}, {@code file}, {@code deleted file}, ...
 * @param heapBytes used after a full collection
 * @param directBytes of direct buffers
 * @param mappedBytes of mapped files
 * @param residentBytes of the process as the system counts it
 */
public record ProcessSample(
        long processId,
        Map<String, Integer> threads,
        Map<String, Integer> fileDescriptors,
        long heapBytes,
        long directBytes,
        long mappedBytes,
        long residentBytes) {

    /**
     * What a process may hold more than before without being called leaky.
     *
     * @param threads all together
     * @param fileDescriptors all together
     */
    public record Allowance(int threads, int fileDescriptors, long heapBytes, long directBytes) {}

    public ProcessSample {
        threads = Map.copyOf(threads);
        fileDescriptors = Map.copyOf(fileDescriptors);
    }

    /** Takes a sample of a running JVM of the same user, after it has collected its garbage. */
    public static ProcessSample of(long processId) throws IOException {
        try (JvmBeans beans = JvmBeans.of(processId)) {
            beans.collectGarbage();
            return new ProcessSample(
                    processId,
                    beans.threads(),
                    ProcFiles.descriptors(processId),
                    beans.heapBytes(),
                    beans.bufferBytes("direct"),
                    beans.bufferBytes("mapped"),
                    ProcFiles.residentBytes(processId));
        }
    }

    /** Returns a violation for all that has grown from this sample to a later one by more than is allowed. */
    public AuditReport growthTo(ProcessSample later, Allowance allowance) {
        Findings findings = new Findings();
        String key = "process " + later.processId;
        long moreThreads = total(later.threads) - total(threads);
        if (moreThreads > allowance.threads) {
            findings.add(leak(key, moreThreads, allowance.threads, "threads", growth(threads, later.threads)));
        }
        long moreDescriptors = total(later.fileDescriptors) - total(fileDescriptors);
        if (moreDescriptors > allowance.fileDescriptors) {
            findings.add(leak(
                    key,
                    moreDescriptors,
                    allowance.fileDescriptors,
                    "file descriptors",
                    growth(fileDescriptors, later.fileDescriptors)));
        }
        bytes(findings, key, "bytes of heap", heapBytes, later.heapBytes, allowance.heapBytes);
        bytes(findings, key, "bytes of direct buffers", directBytes, later.directBytes, allowance.directBytes);
        return new AuditReport(findings.toList(), Map.of("processes", 1L));
    }

    private static void bytes(Findings findings, String key, String what, long before, long after, long allowed) {
        if (after - before > allowed) {
            findings.add(leak(key, after - before, allowed, what, "from %,d to %,d".formatted(before, after)));
        }
    }

    private static Finding leak(String key, long more, long allowed, String what, String detail) {
        return Finding.of(
                        FindingKind.LEAK,
                        key,
                        "the %s holds %,d %s more than before, where %,d may be: %s"
                                .formatted(key, more, what, allowed, detail))
                .with("more", more)
                .with("allowed", allowed);
    }

    private static long total(Map<String, Integer> counts) {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }

    private static String growth(Map<String, Integer> before, Map<String, Integer> after) {
        Map<String, Integer> grown = new TreeMap<>();
        after.forEach((name, count) -> {
            int more = count - before.getOrDefault(name, 0);
            if (more > 0) {
                grown.put(name, more);
            }
        });
        return grown.toString();
    }
}
