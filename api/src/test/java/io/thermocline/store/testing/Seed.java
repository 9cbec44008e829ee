// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import java.util.Random;

/**
 * Where random tests get their randomness: a fresh seed each time, printed, and set by {@code
 * -Dthermocline.seed=<seed>} to repeat a failure.
 */
public final class Seed {

    private Seed() {}

    public static Random random() {
        long seed = Long.getLong("thermocline.seed", System.nanoTime());
        System.out.println("to repeat this: -Dthermocline.seed=" + seed);
        return new Random(seed);
    }
}
