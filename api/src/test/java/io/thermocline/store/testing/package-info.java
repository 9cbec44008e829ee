// SPDX-License-Identifier: Apache-2.0
/**
 * For tests of whatever uses or implements an {@link io.thermocline.store.ObjectStore}: a store in memory, stores that
 * fail and dawdle by script, a count of requests, and {@link io.thermocline.store.testing.ObjectStoreContract}, the
 * suite that every store has to pass.
 */
package io.thermocline.store.testing;
