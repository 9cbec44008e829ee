// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.BrokerHome;
import io.thermocline.it.broker.BrokerLog;
import io.thermocline.it.broker.ChildJvm;
import io.thermocline.s3.testing.S3Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One of the brokers of a cluster, which is a controller, too. Its process can be ended and started any number of times; data,
 * log and ports stay the same. For one thread at a time.
 */
public final class Node {

    private static final Duration START_TIME = Duration.ofMinutes(4);
    private static final Duration STOP_TIME = Duration.ofMinutes(2);
    private static final String STARTED = "Kafka Server started";
    private static final String METADATA_READY = "Initialized topic-based RLMM resources successfully";

    private final int id;
    private final BrokerHome home;
    private final List<String> jvmOptions;
    private final S3Wire wire;
    private final DiskCache cache;
    private volatile ChildJvm process;
    private volatile long logAtStart;

    Node(int id, BrokerHome home, List<String> jvmOptions, S3Wire wire, DiskCache cache) {
        this.id = id;
        this.home = home;
        this.jvmOptions = jvmOptions;
        this.wire = wire;
        this.cache = cache;
    }

    /** Starts the process, without waiting for anything. */
    public void start() {
        start(Map.of());
    }

    /** Starts the process with a clock that is wrong by so much. */
    public void startWithClock(Duration ahead) {
        start(WrongClock.ahead(ahead));
    }

    /** Returns whether clocks can be wrong here, which takes a C compiler. */
    public static boolean canChangeClocks() {
        return WrongClock.isPossible();
    }

    private void start(Map<String, String> environment) {
        logAtStart = log().length();
        process = home.start(environment, jvmOptions);
    }

    /** Waits until the broker serves and knows the metadata of remote segments. */
    public Node awaitReady() {
        Await.until("broker " + id + " to start", START_TIME, this::isReadyOrEnded, log()::tail);
        if (!process.runs()) {
            throw new AssertionError("broker " + id + " ended while it was to start; " + log().tail());
        }
        return this;
    }

    private boolean isReadyOrEnded() {
        return !process.runs()
                || (log().containsAfter(logAtStart, STARTED) && log().containsAfter(logAtStart, METADATA_READY));
    }

    /** Asks the broker to end, as a service manager does, and waits. */
    public void stop() {
        process.terminate(STOP_TIME);
    }

    /** Ends the broker at once, as a crash does. */
    public void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** Lets the process stand still: its connections stay open, and nobody answers. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets the process go on. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(processId()))
                    .inheritIO()
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the broker, which does not run, an empty disk. */
    public void replaceDisk() {
        home.wipeData();
        home.format();
    }

    /** Returns whether the process runs. */
    public boolean runs() {
        return process != null && process.runs();
    }

    /** Returns the id that the cluster knows it by. */
    public int id() {
        return id;
    }

    /** Returns the id of the process. */
    public long processId() {
        return process.id();
    }

    /** Returns the way from this broker to the store. */
    public S3Wire wire() {
        return wire;
    }

    /** Returns the disk of its block cache. */
    public DiskCache cache() {
        return cache;
    }

    /** Returns what it has logged, over all its starts. */
    public BrokerLog log() {
        return home.log();
    }

    /** Returns the directory of its local logs. */
    public Path data() {
        return home.data();
    }

    @Override
    public String toString() {
        return "broker " + id;
    }
}
