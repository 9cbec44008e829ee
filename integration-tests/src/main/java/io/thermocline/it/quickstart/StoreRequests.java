// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import io.thermocline.it.load.PluginMetrics;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many requests the plugin made to its store, and what they moved.
 *
 * @param byVerb what the plugin asked for
 * @param byKind the requests that went over the network for that, as the store's provider counts them
 */
record StoreRequests(Map<String, Count> byVerb, Map<String, Long> byKind) {

    private static final List<String> VERBS = List.of("put", "read", "read-suffix", "stat", "list", "delete");

    private static final Set<String> MOVING = Set.of("put", "read", "read-suffix");

    /** The requests of one kind. */
    record Count(long requests, long bytes) {
        private Count minus(Count other) {
            return new Count(requests - other.requests, bytes - other.bytes);
        }
    }

    /** Returns what there was since the broker started. */
    static StoreRequests of(PluginMetrics metrics, Tier tier) throws IOException {
        Map<String, Count> verbs = new LinkedHashMap<>();
        for (String verb : VERBS) {
            long bytes = MOVING.contains(verb) ? metrics.requestBytes(verb) : 0;
            verbs.put(verb, new Count(metrics.requests(verb), bytes));
        }
        Map<String, Long> kinds = new LinkedHashMap<>();
        for (String kind : tier.requestKinds()) {
            kinds.put(kind, metrics.storeCount("s3-" + kind));
        }
        return new StoreRequests(verbs, kinds);
    }

    /** Returns what there was after {@code earlier}. */
    StoreRequests since(StoreRequests earlier) {
        Map<String, Count> verbs = new LinkedHashMap<>();
        byVerb.forEach((verb, count) -> verbs.put(verb, count.minus(earlier.byVerb.get(verb))));
        Map<String, Long> kinds = new LinkedHashMap<>();
        byKind.forEach((kind, count) -> kinds.put(kind, count - earlier.byKind.get(kind)));
        return new StoreRequests(verbs, kinds);
    }
}
