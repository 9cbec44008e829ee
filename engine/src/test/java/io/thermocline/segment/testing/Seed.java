// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment.testing;

import java.util.Random;

/**
 * Where a random test gets its randomness from. Another one every time, unless {@code -Dthermocline.seed} says which; a
 * test describes its assertions with it, so that a failure can be repeated.
 */
public record Seed(long value) {

    /** Returns the seed of this run, and prints it. */
    public static Seed ofThisRun() {
        Seed seed = new Seed(Long.getLong("thermocline.seed", System.nanoTime()));
        System.out.println(seed);
        return seed;
    }

    /** Returns the numbers that follow from this seed. */
    public Random random() {
        return new Random(value);
    }

    @Override
    public String toString() {
        return "to repeat this: -Dthermocline.seed=" + value;
    }
}
