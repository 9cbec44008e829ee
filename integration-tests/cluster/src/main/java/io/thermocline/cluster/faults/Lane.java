// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import java.time.Duration;

/** Faults of one lane come one after another; those of different lanes fall together as it happens. */
enum Lane {
    /** One broker at a time: of three replicas two must stay, or nothing can be written. */
    BROKERS(Duration.ofSeconds(4), Duration.ofSeconds(14)),
    /** The store and the ways to it. */
    STORE(Duration.ofSeconds(2), Duration.ofSeconds(10)),
    /** What an operator does, and the disks of caches. */
    REST(Duration.ofSeconds(2), Duration.ofSeconds(12));

    private final Duration shortestPause;
    private final Duration longestPause;

    Lane(Duration shortestPause, Duration longestPause) {
        this.shortestPause = shortestPause;
        this.longestPause = longestPause;
    }

    Duration shortestPause() {
        return shortestPause;
    }

    Duration longestPause() {
        return longestPause;
    }
}
