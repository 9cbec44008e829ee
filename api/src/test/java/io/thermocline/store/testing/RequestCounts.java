// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import io.thermocline.store.wrap.Outcome;
import io.thermocline.store.wrap.Request;
import io.thermocline.store.wrap.RequestObserver;
import io.thermocline.store.wrap.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Remembers the requests that a store got, so that a test can say what an operation costs. */
public final class RequestCounts implements RequestObserver {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final List<Request> requests = new ArrayList<>();

    @Override
    public synchronized void observed(Request request) {
        requests.add(request);
        notifyAll();
    }

    /** Returns once {@code number} requests of a kind have ended, or fails the test after half a minute. */
    public synchronized void awaitCount(Verb verb, int number) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (count(verb) < number) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("of " + number + " requests only these ended: " + summary());
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for requests", e);
        }
    }

    /** Returns the requests so far, in the order in which they ended. */
    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Returns how many requests of a kind there were, those that failed included. */
    public int count(Verb verb) {
        return (int) of(verb).count();
    }

    /** Returns how many requests of a kind ended in {@code outcome}. */
    public int count(Verb verb, Outcome outcome) {
        return (int) of(verb).filter(request -> request.outcome() == outcome).count();
    }

    /** Returns how many bytes the requests of a kind moved. */
    public long bytes(Verb verb) {
        return of(verb).mapToLong(Request::bytes).sum();
    }

    /** Returns all requests in words, such as {@code 1 put, 2 read, 1 delete}, or {@code nothing}. */
    public String summary() {
        String summary = Stream.of(Verb.values())
                .filter(verb -> count(verb) > 0)
                .map(verb -> count(verb) + " " + verb.label())
                .collect(Collectors.joining(", "));
        return summary.isEmpty() ? "nothing" : summary;
    }

    /** Forgets the requests so far. */
    public synchronized void reset() {
        requests.clear();
    }

    private Stream<Request> of(Verb verb) {
        return requests().stream().filter(request -> request.verb() == verb);
    }

    @Override
    public String toString() {
        return summary();
    }
}
