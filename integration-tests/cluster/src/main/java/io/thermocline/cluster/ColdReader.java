// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import io.thermocline.audit.AuditReport;
import io.thermocline.audit.Pace;
import io.thermocline.audit.ledger.LedgerReading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads everything that a ledger has from its beginning, again and again, while the cluster is in trouble. For its time it
 * waits; what it reads must be right.
 */
public final class ColdReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pace PACE = Pace.every(Duration.ofMillis(100));

    private final Supplier<LedgerReading> readings;
    private final Thread thread;
    private volatile AuditReport found = new AuditReport(List.of(), Map.of());

    /** Begins to read; {@code readings} makes a reading of the whole ledger, for each pass another. */
    public ColdReader(String name, Supplier<LedgerReading> readings) {
        this.readings = readings;
        this.thread = new Thread(this::run, name);
        thread.start();
    }

    private void run() {
        try {
            while (found.isClean()) {
                AuditReport pass = readings.get().read(PATIENCE, PACE);
                // What is only worth knowing is told again by each pass.
                found = found.and(new AuditReport(pass.violations(), pass.looked()));
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns what all passes together have read and found; a pass that was broken off does not count. */
    public AuditReport found() {
        return found;
    }

    /** Ends the reading, wherever it is. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
