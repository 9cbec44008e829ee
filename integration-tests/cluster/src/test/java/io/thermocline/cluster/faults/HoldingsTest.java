// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.Finding;
import io.thermocline.audit.FindingKind;
import io.thermocline.audit.process.ProcessSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HoldingsTest {

    private static final int STORE = 9000;
    private static final long MIB = 1 << 20;
    private static final String LOG = "/run/broker-1/data/t-0/00000000000000000000.log";

    /** What a broker holds that has just started, with what a test adds. */
    private static final class Held {
        private final Map<String, Integer> threads = new HashMap<>(Map.of(
                "main", 1, "kafka-scheduler-#", 3, "idle-connection-reaper", 1, "thermocline-background-broker-#", 1));
        private final List<String> descriptors = new ArrayList<>(
                List.of("pipe:[1]", "socket:[2]", "/kafka.jar", "/run/broker-1/cache/thermocline-cache.lock", LOG));
        private final Map<Integer, Integer> connections = new HashMap<>(Map.of(9092, 4));
        private final Map<String, Long> objects =
                new HashMap<>(Map.of("io.thermocline.cache.BlockCache", 1L, "io.thermocline.x.Y$$Lambda$1/0x2", 1L));
        private long heap = 40 * MIB;
        private long direct = MIB;

        ProcessSample sample() {
            return new ProcessSample(1, threads, descriptors, connections, objects, heap, direct, 0, 0);
        }
    }

    private static List<String> excess(Consumer<Held> change) {
        Held now = new Held();
        change.accept(now);
        List<Finding> findings =
                new Holdings(new Held().sample(), STORE, Path.of("/run/broker-1")).excess(now.sample());
        assertThat(findings).allMatch(finding -> finding.kind() == FindingKind.LEAK);
        return findings.stream().map(Finding::sentence).toList();
    }

    @Test
    void whatCachesAndPoolsKeepIsNoLeak() {
        assertThat(excess(held -> {})).isEmpty();
        assertThat(excess(held -> {
                    held.threads.put("thermocline-s#-broker-#-background-#", 1);
                    held.threads.put("remote-log-reader-#", 10);
                    held.threads.put("executor-Fetch", 1);
                    held.threads.remove("main");
                    held.descriptors.add("socket:[77]");
                    held.descriptors.add("anon_inode:[eventpoll]");
                    held.descriptors.add("/run/broker-1/cache/thermocline-blocks-00000001.cache");
                    held.objects.put("io.thermocline.cache.CachedBlock", 128L);
                    held.objects.put("io.thermocline.segment.Footer", 400L);
                    held.objects.put("io.thermocline.x.Y$$Lambda$7/0x8", 3L);
                    held.direct = 33 * MIB;
                }))
                .isEmpty();
    }

    @Test
    void everyThreadAndConnectionOfThePluginsIsOneTooMany() {
        assertThat(excess(held -> held.threads.put("thermocline-s#-broker-#-read-#", 1)))
                .singleElement()
                .asString()
                .contains("thermocline-s#-broker-#-read-#", "holds 1 ", "0 may be");
        assertThat(excess(held -> held.threads.put("thermocline-background-broker-#", 2)))
                .hasSize(1);
        assertThat(excess(held -> held.threads.put("idle-connection-reaper", 2)))
                .hasSize(1);
        assertThat(excess(held -> held.threads.put("Thread-#", 1))).hasSize(1);
        assertThat(excess(held -> held.connections.put(STORE, 1)))
                .singleElement()
                .asString()
                .contains("connections to the store");
    }

    @Test
    void aSegmentThatStaysOpenIsSeen() {
        assertThat(excess(held -> held.descriptors.add(LOG)))
                .singleElement()
                .asString()
                .contains(LOG);
        assertThat(excess(held -> held.descriptors.add(LOG + ".deleted (deleted)")))
                .singleElement()
                .asString()
                .contains("(deleted)");
        assertThat(excess(held -> held.descriptors.add("/run/broker-1/cache/thermocline-cache.lock")))
                .hasSize(1);
        assertThat(excess(held -> held.descriptors.add("/other.jar"))).hasSize(1);
        assertThat(excess(held -> held.descriptors.add("pipe:[78]"))).hasSize(1);
    }

    @Test
    void everyObjectOfSomethingUnderWayIsOneTooMany() {
        assertThat(excess(held -> held.objects.put("io.thermocline.segment.SegmentInputStream", 1L)))
                .singleElement()
                .asString()
                .contains("SegmentInputStream");
        assertThat(excess(held -> held.objects.put("io.thermocline.cache.BlockCache", 2L)))
                .hasSize(1);
        assertThat(excess(held -> held.objects.put("io.thermocline.cache.CachedBlock", 129L)))
                .hasSize(1);
    }

    @Test
    void memoryHasBounds() {
        assertThat(excess(held -> held.direct = 81 * MIB)).hasSize(1);
        assertThat(excess(held -> held.heap = 105 * MIB)).hasSize(1);
    }
}
