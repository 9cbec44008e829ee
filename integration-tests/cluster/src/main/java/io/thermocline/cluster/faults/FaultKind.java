// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.cluster.ClusterStore;
import io.thermocline.cluster.Node;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Wire;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What can go wrong, for how many seconds at least and at most, and how it is over. */
@SuppressWarnings("ImmutableEnumChecker") // what is done holds nothing
public enum FaultKind {
    BROKER_KILLED(
            Lane.BROKERS,
            "broker %d is killed and started again",
            1,
            8,
            (scene, fault) -> scene.node(fault).kill(),
            FaultKind::start),
    BROKER_RESTARTED(
            Lane.BROKERS,
            "broker %d is stopped and started again",
            1,
            4,
            (scene, fault) -> scene.node(fault).stop(),
            FaultKind::start),
    BROKER_FROZEN(
            Lane.BROKERS,
            "broker %d stands still",
            2,
            9,
            (scene, fault) -> scene.node(fault).freeze(),
            (scene, fault) -> scene.node(fault).thaw()),
    CLOCK_WRONG(
            Lane.BROKERS,
            "the clock of broker %d is wrong by minutes",
            5,
            12,
            FaultKind::startWithWrongClock,
            (scene, fault) -> {
                scene.node(fault).stop();
                start(scene, fault);
            }),
    STORE_GONE(
            Lane.STORE,
            "nobody reaches the store",
            2,
            10,
            (scene, fault) -> scene.wires().forEach(S3Wire::down),
            (scene, fault) -> scene.wires().forEach(S3Wire::up)),
    STORE_KILLED(
            Lane.STORE,
            "the store's server is killed and started again",
            1,
            5,
            (scene, fault) -> scene.cluster().store().kill(),
            (scene, fault) -> scene.cluster().store().restart()),
    STORE_SLOW(Lane.STORE, "the store is slow", 3, 10, FaultKind::slowDown, FaultKind::restore),
    STORE_THROTTLES(
            Lane.STORE,
            "the store answers SlowDown to every second request",
            3,
            10,
            (scene, fault) -> strike(
                    scene,
                    fault,
                    (wire, randoms) ->
                            wire.oneIn(2, randoms.get(), request -> true).answersSlowDown()),
            FaultKind::restore),
    STORE_CUTS_BODIES(
            Lane.STORE,
            "every third answer breaks off, every third upload too",
            3,
            10,
            (scene, fault) -> strike(scene, fault, FaultKind::cutBodies),
            FaultKind::restore),
    STORE_LOSES_ANSWERS(
            Lane.STORE,
            "the store does every third thing without an answer",
            3,
            10,
            (scene, fault) -> strike(
                    scene,
                    fault,
                    (wire, randoms) ->
                            wire.oneIn(3, randoms.get(), request -> true).losesAnswer()),
            FaultKind::restore),
    STORE_CORRUPTS(
            Lane.STORE,
            "every third answer has a wrong bit",
            3,
            8,
            (scene, fault) -> strike(scene, fault, FaultKind::corrupt),
            FaultKind::restore),
    BROKER_CUT_OFF(
            Lane.STORE,
            "broker %d does not reach the store",
            2,
            12,
            (scene, fault) -> scene.node(fault).wire().down(),
            (scene, fault) -> scene.node(fault).wire().up()),
    CACHE_DISK_FULL(
            Lane.REST,
            "the cache's disk at broker %d is full",
            3,
            12,
            (scene, fault) -> scene.node(fault).cache().fill(),
            (scene, fault) -> scene.node(fault).cache().free()),
    LEADERS_MOVED(
            Lane.REST,
            "the leaders of all partitions move on",
            0,
            1,
            (scene, fault) -> scene.partitions().forEach(scene.cluster().topics()::moveLeader),
            (scene, fault) -> {});

    private static final int CORRUPT_AT = 20_000;
    private static final int CUT_PUTS_AT = 100_000;
    private static final int CUT_PARTS_AT = 1_000_000;
    private static final int SLOW_BYTES_PER_SECOND = 500_000;
    private static final int MOST_LATENCY_MS = 1_500;
    /** S3 refuses requests that are signed more than a quarter of an hour off. */
    private static final int MOST_MINUTES_WRONG = 25;

    /** What is done to bring a fault about, or to end it. */
    @FunctionalInterface
    private interface Change {
        void in(Scene scene, Fault fault);
    }

    private final Lane lane;
    private final String description;
    private final int shortestSeconds;
    private final int longestSeconds;
    private final Change begin;
    private final Change end;

    FaultKind(Lane lane, String description, int shortestSeconds, int longestSeconds, Change begin, Change end) {
        this.lane = lane;
        this.description = description;
        this.shortestSeconds = shortestSeconds;
        this.longestSeconds = longestSeconds;
        this.begin = begin;
        this.end = end;
    }

    private static void start(Scene scene, Fault fault) {
        scene.node(fault).start();
        scene.node(fault).awaitReady();
    }

    private static void startWithWrongClock(Scene scene, Fault fault) {
        Node node = scene.node(fault);
        node.stop();
        Random random = scene.randoms(fault).get();
        node.startWithClock(Duration.ofMinutes(random.nextInt(-MOST_MINUTES_WRONG, MOST_MINUTES_WRONG + 1)));
        node.awaitReady();
    }

    private static void slowDown(Scene scene, Fault fault) {
        Duration latency = Duration.ofMillis(scene.randoms(fault).get().nextInt(MOST_LATENCY_MS));
        for (S3Wire wire : scene.wires()) {
            wire.latency(latency);
            wire.bandwidth(SLOW_BYTES_PER_SECOND);
        }
    }

    private static void strike(Scene scene, Fault fault, BiConsumer<S3Wire, Supplier<Random>> rules) {
        Supplier<Random> randoms = scene.randoms(fault);
        scene.wires().forEach(wire -> rules.accept(wire, randoms));
    }

    private static void cutBodies(S3Wire wire, Supplier<Random> randoms) {
        wire.oneIn(3, randoms.get(), S3RequestKind.GET).truncatesSomewhere(randoms.get());
        wire.oneIn(3, randoms.get(), S3RequestKind.GET).resetsSomewhere(randoms.get());
        wire.oneIn(3, randoms.get(), S3RequestKind.PUT).resetsRequestAfter(CUT_PUTS_AT);
        wire.oneIn(3, randoms.get(), S3RequestKind.PART).resetsRequestAfter(CUT_PARTS_AT);
    }

    private static void corrupt(S3Wire wire, Supplier<Random> randoms) {
        wire.oneIn(3, randoms.get(), S3RequestKind.GET).corrupts(CORRUPT_AT);
    }

    private static void restore(Scene scene, Fault fault) {
        scene.wires().forEach(ClusterStore::restore);
    }

    /**
     * Returns the kind of that name, in letters of any case.
     *
     * @throws IllegalArgumentException with the names there are
     */
    static FaultKind named(String name) {
        return Stream.of(values())
                .filter(kind -> kind.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no fault '" + name + "', but there are " + Arrays.toString(values())));
    }

    void begin(Scene scene, Fault fault) {
        begin.in(scene, fault);
    }

    void end(Scene scene, Fault fault) {
        end.in(scene, fault);
    }

    Lane lane() {
        return lane;
    }

    /** Returns what happens, for people. */
    String describe(int node) {
        return description.formatted(node);
    }

    Duration shortest() {
        return Duration.ofSeconds(shortestSeconds);
    }

    /** Returns how long it may last in a run of that length: in a long one the store may be gone for a minute. */
    Duration longest(Duration run) {
        boolean isLong = this == STORE_GONE && run.compareTo(Duration.ofMinutes(5)) >= 0;
        return Duration.ofSeconds(isLong ? 60 : longestSeconds);
    }
}
