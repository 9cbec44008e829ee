// SPDX-License-Identifier: Apache-2.0
package io.thermocline.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Gives a target one input, and measures what that costs. */
final class Trial {

    /** Of the processor's time; what is right takes less than a thousandth of it. */
    private static final Duration MOST_TIME = Duration.ofSeconds(5);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final FuzzTarget target;

    /** Makes trials of a target, whose classes are loaded and whose seeds are right. */
    Trial(FuzzTarget target) {
        this.target = target;
        target.seeds().forEach(this::parse);
    }

    /**
     * Gives the target an input.
     *
     * @throws Finding if it did what it must not do
     */
    void of(byte[] input) {
        if (measure(input) > target.mostBytes(input)) {
            // A class that was loaded meanwhile is no fault of the input's.
            long again = measure(input);
            if (again > target.mostBytes(input)) {
                throw new Finding("%s allocated %d bytes for an input of %d, more than %d"
                        .formatted(target.name(), again, input.length, target.mostBytes(input)));
            }
        }
    }

    private long measure(byte[] input) {
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        long began = System.nanoTime();
        parse(input);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        if (System.nanoTime() - began > MOST_TIME.toNanos() && timeOf(input) > MOST_TIME.toNanos()) {
            throw new Finding("%s took longer than %s for an input of %d bytes"
                    .formatted(target.name(), MOST_TIME, input.length));
        }
        return allocated;
    }

    /** The processor's time is asked for only where there is a suspicion: asking costs more than most parses. */
    private long timeOf(byte[] input) {
        long before = THREADS.getCurrentThreadCpuTime();
        parse(input);
        return THREADS.getCurrentThreadCpuTime() - before;
    }

    private void parse(byte[] input) {
        try {
            target.parse(input);
        } catch (Throwable t) {
            throw new Finding("%s did what it must not do: %s".formatted(target.name(), t), t);
        }
    }
}
