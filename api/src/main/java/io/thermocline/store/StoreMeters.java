// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Where a store reports what happens below its verbs: requests to its backend, retries, connections. A store names all
 * its meters when it is opened, so that they exist from the start. Names are lower-case words with hyphens.
 */
public interface StoreMeters {

    /** Returns what adds to a number that only grows. */
    LongConsumer counter(String name, String description);

    /** Returns what takes how long something took, in nanoseconds. */
    LongConsumer latency(String name, String description);

    /** Adds a number that is asked for when somebody looks. */
    void gauge(String name, String description, LongSupplier value);

    /** Returns meters that nobody looks at. */
    static StoreMeters none() {
        return NoMeters.INSTANCE;
    }

    /** See {@link StoreMeters#none()}. */
    enum NoMeters implements StoreMeters {
        INSTANCE;

        @Override
        public LongConsumer counter(String name, String description) {
            return amount -> {};
        }

        @Override
        public LongConsumer latency(String name, String description) {
            return nanos -> {};
        }

        @Override
        public void gauge(String name, String description, LongSupplier value) {
            // Nobody will ask.
        }
    }
}
