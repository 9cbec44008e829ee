// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AlarmsTest {

    @Test
    void anAlarmRingsUnlessItIsCancelled() throws InterruptedException {
        try (Alarms alarms = Alarms.make("test-alarms")) {
            AtomicInteger rung = new AtomicInteger();
            CountDownLatch last = new CountDownLatch(1);
            alarms.after(TimeUnit.MILLISECONDS.toNanos(1), rung::incrementAndGet);
            alarms.after(TimeUnit.MILLISECONDS.toNanos(50), () -> rung.addAndGet(10))
                    .cancel();

            alarms.after(TimeUnit.MILLISECONDS.toNanos(60), last::countDown);
            last.await();

            assertThat(rung).hasValue(1);
        }
    }

    @Test
    void closedAlarmsNeverRing() {
        Alarms alarms = Alarms.make("test-alarms");
        AtomicInteger rung = new AtomicInteger();
        alarms.after(TimeUnit.HOURS.toNanos(1), rung::incrementAndGet);

        alarms.close();
        alarms.after(0, rung::incrementAndGet).cancel();
        alarms.close();

        assertThat(rung).hasValue(0);
    }
}
