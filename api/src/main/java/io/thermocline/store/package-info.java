// SPDX-License-Identifier: Apache-2.0
/**
 * The object-store SPI: five verbs, a closed set of errors, and the vocabulary they need.
 *
 * <p>Start at {@link io.thermocline.store.ObjectStore}, whose javadoc is the whole contract. A store knows nothing of
 * segments, caching, encryption or Kafka; what is added to a store is added by a wrapper around it, so that it works
 * with every store.
 */
package io.thermocline.store;
