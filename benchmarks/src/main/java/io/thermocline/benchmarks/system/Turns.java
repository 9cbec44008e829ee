// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.system;

import io.thermocline.benchmarks.measure.Report;
import io.thermocline.benchmarks.subject.Laboratory;
import io.thermocline.benchmarks.subject.SubjectProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lets the subjects of a laboratory do each step one after the other, before the next step begins. */
final class Turns {

    private static final long PAUSE_MILLIS = 200;

    private final Laboratory laboratory;
    private final Report report;
    private final List<SubjectProcess> order;

    Turns(Laboratory laboratory, Report report) {
        this.laboratory = laboratory;
        this.report = report;
        this.order = new ArrayList<>(laboratory.subjects());
    }

    /** Lets another be the first from now on. */
    void rotate() {
        Collections.rotate(order, 1);
    }

    /** Lets each subject do something that is not measured. */
    void each(String command) throws Exception {
        for (SubjectProcess subject : order) {
            laboratory.run(subject, command);
        }
        pause();
    }

    /** Lets each subject do a step. */
    void all(Step step, String command) throws Exception {
        for (SubjectProcess subject : order) {
            measure(step, subject, command);
        }
    }

    /** Lets each subject do a step after it has forgotten everything. */
    void cold(Step step, String command) throws Exception {
        for (SubjectProcess subject : order) {
            laboratory.run(subject, ("restart " + step.settings()).trim());
            measure(step, subject, command);
        }
    }

    /**
     * Lets each subject do a step after it has forgotten everything and done something else, by which the memory that holds
     * blocks was used once. What that was makes a difference to the reference, too.
     */
    void after(String before, Step step, String command) throws Exception {
        for (SubjectProcess subject : order) {
            laboratory.run(subject, "restart");
            laboratory.run(subject, before);
            pause();
            measure(step, subject, command);
        }
    }

    private void measure(Step step, SubjectProcess subject, String command) throws Exception {
        report.add(step.title(), subject.subject().name(), laboratory.run(subject, command));
    }

    /** What goes on in the background after something that was done belongs to that, and to nothing that follows. */
    private static void pause() throws InterruptedException {
        Thread.sleep(PAUSE_MILLIS);
    }
}
