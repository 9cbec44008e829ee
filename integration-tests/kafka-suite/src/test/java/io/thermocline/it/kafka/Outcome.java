// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of a test, or a class of tests, on a tier. One that fails is tried again, because some of Kafka's tests fail
 * now and then whatever the tier; it has failed when it failed three times in a row.
 */
record Outcome(String test, SuiteTier tier, List<Attempt> attempts) {

    private static final int TRIES = 3;

    Outcome {
        attempts = List.copyOf(attempts);
    }

    static Outcome of(String test, SuiteTier tier) {
        List<Attempt> attempts = new ArrayList<>();
        do {
            attempts.add(Attempt.make(test, tier, attempts.size() + 1));
        } while (!last(attempts).passed() && attempts.size() < TRIES);
        return new Outcome(test, tier, attempts);
    }

    boolean passed() {
        return last(attempts).passed();
    }

    /** Says it in a few words, such as {@code passed, 2 of 2 tests, 41 s, 1 try}. */
    String inWords() {
        Attempt last = last(attempts);
        return "%s, %s tests, %d s, %d %s"
                .formatted(
                        passed() ? "passed" : "FAILED",
                        last.summary(),
                        last.seconds(),
                        attempts.size(),
                        attempts.size() == 1 ? "try" : "tries");
    }

    private static Attempt last(List<Attempt> attempts) {
        return attempts.get(attempts.size() - 1);
    }
}
