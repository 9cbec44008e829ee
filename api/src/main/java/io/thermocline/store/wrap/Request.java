// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import java.util.Objects;

/**
 * One call of a store, after it ended.
 *
 * @param keys how many objects it was about; of a listing, how many entries it returned
 * @param bytes how many bytes of objects it moved: of a put, what was read from the content, repetitions included; of a
 *     read that failed, none
 * @param nanos how long it took
 */
public record Request(Verb verb, int keys, long bytes, long nanos, Outcome outcome) {
    public Request {
        Objects.requireNonNull(verb, "verb");
        Objects.requireNonNull(outcome, "outcome");
    }
}
