// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a class of tests, or of one test of it ({@code Class#method}), on a tier. What fails is tried again,
 * because some of Kafka's tests fail now and then whatever the tier; it has failed when it failed three times in a row.
 */
record Outcome(String test, SuiteTier tier, List<Attempt> attempts) {

    private static final int TRIES = 3;

    Outcome {
        attempts = List.copyOf(attempts);
    }

    static Outcome of(String test, SuiteTier tier) {
        String[] classAndMethod = test.split("#", 2);
        List<String> methods = List.of(classAndMethod).subList(1, classAndMethod.length);
        List<Attempt> attempts = new ArrayList<>();
        do {
            var directory = SuiteDirectory.of(tier.label(), test.replace('#', '-'), "try-" + (attempts.size() + 1));
            Attempt attempt = Attempt.make(classAndMethod[0], methods, tier, directory);
            attempts.add(attempt);
            methods = attempt.failed().isEmpty() ? methods : attempt.failed();
        } while (!last(attempts).passed() && attempts.size() < TRIES);
        return new Outcome(test, tier, attempts);
    }

    boolean passed() {
        return last(attempts).passed();
    }

    /** Says it in a few words: whether it passed, how many tests of how many in the first try, and how many tries it took. */
    String inWords() {
        Duration time = attempts.stream().map(Attempt::time).reduce(Duration.ZERO, Duration::plus);
        String first = "%s, %s tests, %d s"
                .formatted(passed() ? "passed" : "FAILED", attempts.get(0).tests(), time.toSeconds());
        return attempts.size() == 1 ? first + ", 1 try" : first + ", " + attempts.size() + " tries: " + triedAgain();
    }

    private String triedAgain() {
        return String.join(" ", attempts.get(0).failed());
    }

    private static Attempt last(List<Attempt> attempts) {
        return attempts.get(attempts.size() - 1);
    }
}
