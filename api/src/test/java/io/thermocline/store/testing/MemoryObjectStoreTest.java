// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import io.thermocline.store.ObjectStore;
import io.thermocline.store.wrap.ObservedObjectStore;
import io.thermocline.store.wrap.RateLimit;
import io.thermocline.store.wrap.RateLimitedObjectStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The store in memory keeps the contract, and every wrapper keeps it with it. */
class MemoryObjectStoreTest extends ObjectStoreContract {

    @Override
    protected ObjectStore newStore() {
        return new MemoryObjectStore();
    }

    @Nested
    class Observed extends ObjectStoreContract {
        @Override
        protected ObjectStore newStore() {
            return new ObservedObjectStore(new MemoryObjectStore(), new RequestCounts());
        }
    }

    @Nested
    class RateLimited extends ObjectStoreContract {
        @Override
        protected ObjectStore newStore() {
            Optional<RateLimit> limit = Optional.of(new RateLimit("limit", 1L << 40));
            return new RateLimitedObjectStore(new MemoryObjectStore(), limit, limit, new VirtualClock());
        }
    }

    @Nested
    class Faulty extends ObjectStoreContract {
        @Override
        protected ObjectStore newStore() {
            return new FaultyObjectStore(new MemoryObjectStore());
        }
    }

    @Nested
    class Far extends ObjectStoreContract {
        @Override
        protected ObjectStore newStore() {
            return new LatencyObjectStore(new MemoryObjectStore(), Duration.ofMillis(10), 1L << 30, new VirtualClock());
        }
    }
}
