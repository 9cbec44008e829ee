// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import io.thermocline.it.load.PluginMetrics;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many requests of each kind the plugin made to its store since the broker started, and what they moved. */
record StoreRequests(Map<String, Count> byVerb) {

    private static final List<String> VERBS = List.of("put", "read", "read-suffix", "stat", "list", "delete");

    private static final Set<String> MOVING = Set.of("put", "read", "read-suffix");

    /** The requests of one kind. */
    record Count(long requests, long bytes) {}

    static StoreRequests of(PluginMetrics metrics) throws IOException {
        Map<String, Count> counts = new LinkedHashMap<>();
        for (String verb : VERBS) {
            long bytes = MOVING.contains(verb) ? metrics.requestBytes(verb) : 0;
            counts.put(verb, new Count(metrics.requests(verb), bytes));
        }
        return new StoreRequests(counts);
    }

    long requests(String verb) {
        return byVerb.get(verb).requests();
    }
}
