// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.measure;

import java.util.Arrays;

/** How long calls took. For one thread at a time. */
public final class CallTimes {

    private long[] nanos = new long[1024];
    private int count;

    public void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = time;
    }

    public void addAll(CallTimes others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    /** Adds how many there were, and their median and 99th percentile. */
    public void putInto(Figures figures) {
        figures.put("calls", count);
        if (count > 0) {
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            figures.put("call.p50.ms", sorted[count / 2] / 1e6);
            figures.put("call.p99.ms", sorted[(int) Math.min(count - 1, Math.round(count * 0.99))] / 1e6);
        }
    }
}
