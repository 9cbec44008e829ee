// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.measure;

import java.util.Locale;

/**
 * A figure beside what it should be.
 *
 * @param least whether it should be at least the limit, or at most
 */
public record Check(String what, double value, String unit, boolean least, double limit) {

    public static Check atLeast(String what, double value, String unit, double limit) {
        return new Check(what, value, unit, true, limit);
    }

    public static Check atMost(String what, double value, String unit, double limit) {
        return new Check(what, value, unit, false, limit);
    }

    /** Returns whether it is; a figure that could not be had is not. */
    public boolean holds() {
        return Double.isFinite(value) && (least ? value >= limit : value <= limit);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-5s %s: %.2f %s (at %s %.2f)",
                holds() ? "ok" : "SHORT",
                what,
                value,
                unit,
                least ? "least" : "most",
                limit);
    }

    String json() {
        return String.format(
                Locale.ROOT,
                "{\"check\": \"%s\", \"value\": %s, \"unit\": \"%s\", \"limit\": %.3f, \"holds\": %s}",
                what,
                Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null",
                unit,
                limit,
                holds());
    }
}
