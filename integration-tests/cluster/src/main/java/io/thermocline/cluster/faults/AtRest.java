// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.process.ProcessSample;
import io.thermocline.cluster.Cluster;
import io.thermocline.cluster.Node;
import io.thermocline.cluster.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** measuring */
final class AtRest {

    private AtRest() {}

    static void measure(Cluster cluster, RunLog log, String when) throws IOException {
        for (Node node : cluster.nodes()) {
            ProcessSample s = ProcessSample.of(node.processId());
            Map<String, Integer> plugin = new TreeMap<>();
            Map<String, Integer> others = new TreeMap<>();
            s.threads().forEach((n, c) -> (n.startsWith("thermocline") ? plugin : others).put(n, c));
            int port = node.wire().endpoint().getPort();
            Map<String, Long> kinds = s.descriptors().stream()
                    .map(d -> d.endsWith("(deleted)")
                            ? d
                            : d.contains("/cache/")
                                    ? "cache"
                                    : d.contains("remote-log-index-cache")
                                            ? "index-cache"
                                            : d.contains("/data/")
                                                    ? "data"
                                                    : d.startsWith("/") ? "file" : d.replaceFirst(":?\\[.*", ""))
                    .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
            Map<String, Long> twice = s.descriptors().stream()
                    .filter(d -> d.startsWith("/"))
                    .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
            twice.values().removeIf(n -> n < 2);
            log.say(when + " broker " + node.id() + "\n  plugin threads " + plugin + "\n  other threads "
                    + others.values().stream().mapToInt(Integer::intValue).sum() + " " + others + "\n  busy "
                    + new TreeMap<>(s.busyThreads()) + "\n  connections to store "
                    + s.connections().getOrDefault(port, 0) + "\n  descriptors " + kinds + "\n  twice " + twice
                    + "\n  objects " + new TreeMap<>(s.objects()) + "\n  heap " + s.heapBytes() + " direct "
                    + s.directBytes()
                    + " mapped " + s.mappedBytes() + " resident " + s.residentBytes());
        }
    }

    static void pause() {
        Pause.of(Duration.ofSeconds(20));
    }

    static Finding none() {
        return Finding.of(FindingKind.LEAK, "", "");
    }
}
