// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The requests that a wire has seen. A request is counted before anything of it is answered, so that a client that has
 * its answer finds it here.
 */
public final class WireCounts {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final List<WireRequest> requests = new ArrayList<>();

    WireCounts() {}

    synchronized void arrived(WireRequest request) {
        requests.add(request);
        notifyAll();
    }

    /** Returns the requests so far, in the order in which they came. */
    public synchronized List<WireRequest> requests() {
        return List.copyOf(requests);
    }

    /** Returns the requests so far for which {@code which} is true, such as those of an {@link S3RequestKind}. */
    public List<WireRequest> requests(Predicate<WireRequest> which) {
        return requests().stream().filter(which).toList();
    }

    /** Returns how many requests there were. */
    public synchronized int count() {
        return requests.size();
    }

    /** Returns how many requests there were for which {@code which} is true, those that failed included. */
    public int count(Predicate<WireRequest> which) {
        return requests(which).size();
    }

    /** Returns how many bytes of requests' bodies came up. */
    public long bytesUp(Predicate<WireRequest> which) {
        return requests(which).stream().mapToLong(WireRequest::bytesUp).sum();
    }

    /** Returns how many bytes of answers' bodies went down. */
    public long bytesDown(Predicate<WireRequest> which) {
        return requests(which).stream().mapToLong(WireRequest::bytesDown).sum();
    }

    /** Returns once {@code number} such requests have come, or fails the test after half a minute. */
    public synchronized void awaitCount(Predicate<WireRequest> which, int number) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (requests.stream().filter(which).count() < number) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("of " + number + " requests only these came: " + summary());
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for requests", e);
        }
    }

    /** Forgets the requests so far. */
    public synchronized void reset() {
        requests.clear();
    }

    /** Returns all requests in words, such as {@code 1 create-upload, 2 part, 1 complete}, or {@code nothing}. */
    public String summary() {
        List<WireRequest> all = requests();
        String summary = Stream.of(S3RequestKind.values())
                .filter(kind -> all.stream().anyMatch(kind))
                .map(kind -> all.stream().filter(kind).count() + " " + kind.label())
                .collect(Collectors.joining(", "));
        return summary.isEmpty() ? "nothing" : summary;
    }

    @Override
    public String toString() {
        return summary();
    }
}
