// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import io.thermocline.audit.AuditReport;
import java.io.IOException;
import java.util.Map;

/**
 * What a JVM on this machine holds at one moment.
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

    /** Takes a sample of a running JVM of the same user, after it has collected its garbage. */
    public static ProcessSample of(long processId) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Returns a violation for all that has grown from this sample to a later one by more than is allowed. */
    public AuditReport growthTo(ProcessSample later, Allowance allowance) {
        throw new UnsupportedOperationException();
    }
}
