// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

/** Is told of every call of a store once it ended, in the calling thread. It is quick, thread-safe, and never throws. */
@FunctionalInterface
public interface RequestObserver {

    void observed(Request request);
}
