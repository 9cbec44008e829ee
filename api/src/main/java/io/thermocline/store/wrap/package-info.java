// SPDX-License-Identifier: Apache-2.0
/**
 * What can be put around any {@link io.thermocline.store.ObjectStore}: measuring it, and limiting how fast it is used.
 *
 * <p>A wrapper keeps the whole contract of the store it wraps and closes it when it is closed. A store that is a {@link
 * io.thermocline.store.SelfCheck} is checked before it is wrapped.
 */
package io.thermocline.store.wrap;
