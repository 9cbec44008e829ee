// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.StoreException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What there is to say of requests that fail and are made again, which nobody may ever hear of otherwise: of the first at
 * once, and then how many there were, once a minute.
 */
final class TroubleReport {

    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoClock;
    private boolean said;
    private long saidAt;
    private long unsaid;

    TroubleReport(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Notes that an attempt failed, and returns what to say now, if anything. */
    synchronized Optional<String> failed(StoreException.Unavailable why) {
        unsaid++;
        long now = nanoClock.getAsLong();
        if (said && now - saidAt < EVERY_NANOS) {
            return Optional.empty();
        }
        String text = unsaid == 1
                ? "A request to the store failed and is made again: " + why.getMessage()
                : "%d requests to the store failed in the last %d s and were made again; the last: %s"
                        .formatted(unsaid, TimeUnit.NANOSECONDS.toSeconds(now - saidAt), why.getMessage());
        said = true;
        saidAt = now;
        unsaid = 0;
        return Optional.of(text);
    }
}
