// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.cluster.Pause;
import java.util.List;
import java.util.Optional;

/** Lets the faults of one lane happen, in a thread of its own. */
final class FaultLane {

    private final Scene scene;
    private final List<Fault> faults;
    private final RunLog log;
    private final Thread thread;
    private final long began = System.nanoTime();
    private volatile Optional<Throwable> failure = Optional.empty();

    private FaultLane(Lane lane, Scene scene, List<Fault> faults, RunLog log) {
        this.scene = scene;
        this.faults = faults;
        this.log = log;
        this.thread = new Thread(this::run, "faults-" + lane);
    }

    static FaultLane start(Lane lane, Scene scene, List<Fault> faults, RunLog log) {
        FaultLane started = new FaultLane(lane, scene, faults, log);
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            for (Fault fault : faults) {
                Pause.of(fault.at().minusNanos(System.nanoTime() - began));
                log.say("begins: " + fault.kind().describe(fault.node()));
                fault.kind().begin(scene, fault);
                Pause.of(fault.lasts());
                fault.kind().end(scene, fault);
                log.say("over:   " + fault.kind().describe(fault.node()));
            }
        } catch (RuntimeException | Error e) {
            failure = Optional.of(e);
        }
    }

    /** Waits until all faults are over, and returns what kept one from happening or from being over. */
    Optional<Throwable> join() throws InterruptedException {
        thread.join();
        return failure;
    }
}
