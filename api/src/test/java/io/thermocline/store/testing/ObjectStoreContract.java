// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import io.thermocline.store.ObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Every sentence of {@link ObjectStore}'s contract as a test. The test class of a store extends this and says how an
 * empty store is made.
 */
public abstract class ObjectStoreContract
        implements PutContract, ReadContract, ListContract, DeleteContract, CallerContract, RaceContract {

    private ObjectStore store;
    private ObjectStore second;

    /** Opens a store without objects. */
    protected abstract ObjectStore newStore() throws Exception;

    /** Opens another way to the objects of {@code store}, as another process would; by default it is the same. */
    protected ObjectStore newSecondHandle(ObjectStore store) throws Exception {
        return store;
    }

    @BeforeEach
    void openStore() throws Exception {
        store = newStore();
        second = newSecondHandle(store);
    }

    @AfterEach
    void closeStore() {
        Thread.interrupted();
        second.close();
        store.close();
    }

    @Override
    public final ObjectStore store() {
        return store;
    }

    @Override
    public final ObjectStore secondHandle() {
        return second;
    }

    /** Returns how often each race is run; fewer for a store that is slow. */
    @Override
    public int rounds() {
        return 200;
    }
}
