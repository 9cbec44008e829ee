// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.util.List;

/**
 * How a kind of store is found by its name: implementations are registered as services, so that whoever needs a store
 * links to none in particular.
 */
public interface StoreProvider {

    /** Returns the name by which an operator chooses this kind of store, such as {@code local}. */
    String name();

    /** Returns the configuration keys that {@link #open} understands. */
    List<StoreOption> options();

    /**
     * Opens the store. This does not talk to the backend beyond what tells a mistake in the settings: a backend that
     * is away for a moment must not keep a broker from starting.
     *
     * @throws InvalidSettingException if a value cannot be right
     */
    ObjectStore open(StoreSettings settings, StoreContext context);
}
