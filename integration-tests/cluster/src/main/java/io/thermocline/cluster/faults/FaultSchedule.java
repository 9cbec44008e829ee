// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which faults happen when. The same seed, duration and kinds give the same schedule.
 *
 * @param faults in the order of their times
 */
public record FaultSchedule(List<Fault> faults) {

    private static final int NODES = 3;

    public FaultSchedule {
        faults = List.copyOf(faults);
    }

    /** Draws up a schedule in which all faults are over after {@code duration}. */
    public static FaultSchedule seeded(long seed, Duration duration, Collection<FaultKind> kinds) {
        return seeded(seed, duration, kinds, 1);
    }

    /** Draws up a schedule whose pauses are {@code calm} times as long. */
    public static FaultSchedule seeded(long seed, Duration duration, Collection<FaultKind> kinds, int calm) {
        List<Fault> faults = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            List<FaultKind> own =
                    kinds.stream().filter(kind -> kind.lane() == lane).sorted().toList();
            if (!own.isEmpty()) {
                addLane(faults, lane, own, duration, calm, new Random(seed * Lane.values().length + lane.ordinal()));
            }
        }
        faults.sort(Comparator.comparing(Fault::at));
        return new FaultSchedule(faults);
    }

    private static void addLane(
            List<Fault> faults, Lane lane, List<FaultKind> kinds, Duration duration, int calm, Random random) {
        Duration at = pause(lane, calm, random);
        while (true) {
            FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            Duration lasts = between(kind.shortest(), kind.longest(duration), random);
            int node = 1 + random.nextInt(NODES);
            if (at.plus(lasts).compareTo(duration) > 0) {
                return;
            }
            faults.add(new Fault(kind, node, at, lasts));
            at = at.plus(lasts).plus(pause(lane, calm, random));
        }
    }

    private static Duration pause(Lane lane, int calm, Random random) {
        return between(lane.shortestPause(), lane.longestPause(), random).multipliedBy(calm);
    }

    private static Duration between(Duration shortest, Duration longest, Random random) {
        return Duration.ofMillis(random.nextLong(shortest.toMillis(), longest.toMillis() + 1));
    }

    /** Returns the faults of one lane, in order. */
    List<Fault> of(Lane lane) {
        return faults.stream().filter(fault -> fault.kind().lane() == lane).toList();
    }

    /** Returns the kinds of its faults. */
    Set<FaultKind> kinds() {
        return faults.stream().map(Fault::kind).collect(Collectors.toSet());
    }

    /** Returns whether there is such a fault. */
    boolean has(FaultKind kind) {
        return kinds().contains(kind);
    }

    /** Returns how many there are of each kind, for people. */
    public String summary() {
        return Stream.of(FaultKind.values())
                .filter(this::has)
                .map(kind -> count(kind) + " " + kind)
                .collect(Collectors.joining(", "));
    }

    private long count(FaultKind kind) {
        return faults.stream().filter(fault -> fault.kind() == kind).count();
    }

    @Override
    public String toString() {
        return faults.stream().map(Fault::toString).collect(Collectors.joining("\n"));
    }
}
