// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm.testing;

import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreProvider;
import io.thermocline.store.StoreSettings;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.wrap.ForwardingObjectStore;
import java.util.List;

/** Opens one and the same store in memory, again and again. */
public final class MemoryStoreProvider implements StoreProvider {

    private final MemoryObjectStore memory = new MemoryObjectStore();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<StoreOption> options() {
        return List.of();
    }

    @Override
    public ObjectStore open(StoreSettings settings, StoreContext context) {
        return new Opened(memory);
    }

    /** A store whose end is not the end of what it holds. */
    private static final class Opened extends ForwardingObjectStore {
        Opened(ObjectStore store) {
            super(store);
        }

        @Override
        public void close() {
            // What it holds outlives it.
        }
    }
}
