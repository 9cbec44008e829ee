// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm.testing;

import io.thermocline.store.ObjectStore;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreOption;
import io.thermocline.store.StoreProvider;
import io.thermocline.store.StoreSettings;
import io.thermocline.store.testing.FaultyObjectStore;
import io.thermocline.store.testing.RequestCounts;
import io.thermocline.store.wrap.ObservedObjectStore;
import java.util.List;

/** Opens stores of another provider such that a test can count their requests and script their faults. */
public final class InstrumentedProvider implements StoreProvider {

    private final StoreProvider provider;
    private final RequestCounts counts = new RequestCounts();
    private FaultyObjectStore faults;

    public InstrumentedProvider(StoreProvider provider) {
        this.provider = provider;
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public List<StoreOption> options() {
        return provider.options();
    }

    @Override
    public ObjectStore open(StoreSettings settings, StoreContext context) {
        faults = new FaultyObjectStore(new ObservedObjectStore(provider.open(settings, context), counts));
        return faults;
    }

    /** Returns the requests that reached the store. */
    public RequestCounts counts() {
        return counts;
    }

    /** Returns what scripts the faults of the store that was opened last. */
    public FaultyObjectStore faults() {
        return faults;
    }
}
