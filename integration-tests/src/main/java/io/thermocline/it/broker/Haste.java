// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.broker;

import java.util.Map;

/** Settings with which a broker does within a second what it does after minutes by default, so that nobody need wait. */
public final class Haste {

    private Haste() {}

    /** Adds the lines of {@code server.properties}. */
    public static void addTo(Map<String, String> lines) {
        lines.put("remote.log.manager.task.interval.ms", "200");
        lines.put("log.retention.check.interval.ms", "300");
        lines.put("log.initial.task.delay.ms", "300");
        lines.put("log.segment.delete.delay.ms", "100");
        lines.put("group.initial.rebalance.delay.ms", "0");
    }
}
