// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that goes wrong for some time.
 *
 * @param node the broker that it happens to, where it happens to one
 * @param at when, from the beginning of the schedule; it may become later, if what came before in its lane lasts
 */
public record Fault(FaultKind kind, int node, Duration at, Duration lasts) {

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%6.1f s  %s, for %.1f s", seconds(at), kind.describe(node), seconds(lasts));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
