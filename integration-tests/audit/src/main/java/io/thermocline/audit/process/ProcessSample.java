// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a JVM on this machine holds at one moment. Looking costs the process a few threads and descriptors; those threads are
 * left out.
 *
 * @param threads live Java threads by name, numbers in the name replaced by {@code #}
 * @param descriptors what each open one leads to, as the system names it: a path, at times with {@code (deleted)} behind it,
 *     {@code socket:[123]}, {@code pipe:[45]}, ...
 * @param connections TCP connections by the port at the other end
 * @param objects those of the plugin that somebody still holds, by their classes
 * @param heapBytes used after a full collection
 * @param directBytes of direct buffers
 * @param mappedBytes of mapped files
 * @param residentBytes of the process as the system counts it
 */
public record ProcessSample(
        long processId,
        Map<String, Integer> threads,
        List<String> descriptors,
        Map<Integer, Integer> connections,
        Map<String, Long> objects,
        long heapBytes,
        long directBytes,
        long mappedBytes,
        long residentBytes) {

    private static final String PLUGIN = "io.thermocline.";

    public ProcessSample {
        threads = Map.copyOf(threads);
        descriptors = List.copyOf(descriptors);
        connections = Map.copyOf(connections);
        objects = Map.copyOf(objects);
    }

    /** Takes a sample of a running JVM of the same user, after it has collected its garbage. */
    public static ProcessSample of(long processId) throws IOException {
        try (JvmBeans beans = JvmBeans.of(processId)) {
            beans.collectGarbage();
            List<String> descriptors = ProcFiles.descriptors(processId);
            return new ProcessSample(
                    processId,
                    beans.threads(),
                    descriptors,
                    ProcFiles.connections(processId, descriptors),
                    beans.objects(PLUGIN),
                    beans.heapBytes(),
                    beans.bufferBytes("direct"),
                    beans.bufferBytes("mapped"),
                    ProcFiles.residentBytes(processId));
        }
    }
}
