// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The readers of late: tells whether a new stream goes on where an earlier one ended. */
final class Trails {

    private static final Duration MEMORY = Duration.ofSeconds(10);
    private static final Duration COUNT_EVERY = Duration.ofMillis(50);
    private static final int MOST = 1024;

    private final LongSupplier nanoClock;
    private final Consumer<Trail> whenCold;
    private final Map<ObjectKey, List<Trail>> byKey = new HashMap<>();
    /** All trails, the one whose last call is longest ago first. */
    private final Set<Trail> all = new LinkedHashSet<>();

    private long ids;
    private long counted = Long.MIN_VALUE;
    private int steady;

    /**
     * @param whenCold is told of trails that are given up
     */
    Trails(LongSupplier nanoClock, Consumer<Trail> whenCold) {
        this.nanoClock = nanoClock;
        this.whenCold = whenCold;
    }

    /** Returns the trail that a call at {@code position} follows, a new one if it goes on from nowhere. */
    Trail follow(ObjectKey key, long position) {
        List<Trail> cold;
        Trail trail;
        synchronized (this) {
            long now = nanoClock.getAsLong();
            cold = removeCold(now);
            trail = find(key, position, now);
            all.remove(trail);
            all.add(trail);
        }
        cold.forEach(whenCold);
        return trail;
    }

    /** Of several that lead here, the one that has read most in a row is the least likely to be here by chance. */
    private Trail find(ObjectKey key, long position, long now) {
        long longestRun = 0;
        Trail best = null;
        for (Trail trail : byKey.getOrDefault(key, List.of())) {
            if (trail.leadsTo(position)) {
                longestRun = Math.max(longestRun, trail.run());
                if (trail.isFree() && (best == null || trail.run() > best.run())) {
                    best = trail;
                }
            }
        }
        if (best != null) {
            best.follow(position, now);
            return best;
        }
        // Where another reader is, this one is no stranger.
        return add(key, position, longestRun, now);
    }

    private Trail add(ObjectKey key, long position, long run, long now) {
        Trail trail = new Trail(++ids, key, position, run, now);
        byKey.computeIfAbsent(key, k -> new ArrayList<>(1)).add(trail);
        all.add(trail);
        return trail;
    }

    /** Lets the next call at the beginning of a segment go on from the end of the one before. */
    void expect(ObjectKey key, long run) {
        synchronized (this) {
            boolean expected = byKey.getOrDefault(key, List.of()).stream().anyMatch(trail -> trail.leadsTo(0));
            if (!expected) {
                add(key, 0, run, nanoClock.getAsLong()).leave();
            }
        }
    }

    private List<Trail> removeCold(long now) {
        List<Trail> cold = new ArrayList<>();
        Iterator<Trail> eldest = all.iterator();
        while (eldest.hasNext()) {
            Trail trail = eldest.next();
            if (all.size() - cold.size() <= MOST && now - trail.lastUse() < MEMORY.toNanos()) {
                break;
            }
            cold.add(trail);
        }
        for (Trail trail : cold) {
            all.remove(trail);
            byKey.computeIfPresent(trail.key(), (key, trails) -> {
                trails.remove(trail);
                return trails.isEmpty() ? null : trails;
            });
        }
        return cold;
    }

    /** Forgets the readers of a segment. */
    synchronized void drop(ObjectKey key) {
        List<Trail> trails = byKey.remove(key);
        if (trails != null) {
            all.removeAll(trails);
        }
    }

    /** Returns how many readers have read in a row for longer than one call and are not at the end, as of a moment ago. */
    synchronized int steady() {
        long now = nanoClock.getAsLong();
        if (counted == Long.MIN_VALUE || now - counted >= COUNT_EVERY.toNanos() || now - counted < 0) {
            counted = now;
            steady = (int) all.stream().filter(Trail::goesOn).count();
        }
        return steady;
    }
}
