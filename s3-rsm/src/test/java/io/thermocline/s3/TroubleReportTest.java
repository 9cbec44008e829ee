// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.StoreException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TroubleReportTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final TroubleReport report = new TroubleReport(now::get);

    private static StoreException.Unavailable failure(int number) {
        return new StoreException.Unavailable("reading object a failed: reset " + number, null);
    }

    @Test
    void tellsOfTheFirstFailureAtOnceAndThenOnceAMinuteOfAll() {
        assertThat(report.failed(failure(1)))
                .contains("A request to the store failed and is made again: reading object a failed: reset 1");
        now.addAndGet(TimeUnit.SECONDS.toNanos(59));
        assertThat(report.failed(failure(2))).isEmpty();
        assertThat(report.failed(failure(3))).isEmpty();
        now.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(report.failed(failure(4)))
                .contains("3 requests to the store failed in the last 61 s and were made again;"
                        + " the last: reading object a failed: reset 4");
        assertThat(report.failed(failure(5))).isEmpty();
    }

    @Test
    void tellsOfASingleFailureLongAfterTheLast() {
        report.failed(failure(1));
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(report.failed(failure(2)))
                .contains("A request to the store failed and is made again: reading object a failed: reset 2");
    }
}
