// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StoreTaskTest {

    /** Else whoever breaks off a put that has just succeeded is told that nothing happened. */
    @Test
    void workThatSucceededIsNotCalledBrokenOffHoweverLateItIsAbandoned() throws Exception {
        for (int round = 0; round < 20_000; round++) {
            AtomicBoolean working = new AtomicBoolean();
            CountDownLatch abandoned = new CountDownLatch(1);
            StoreTask<String> task = new StoreTask<>("work", Urgency.DEMAND, 0, () -> {
                working.set(true);
                return "done";
            });
            Thread other = new Thread(() -> {
                while (!working.get()) {
                    Thread.onSpinWait();
                }
                task.abandon();
                abandoned.countDown();
            });
            other.start();

            task.run();

            abandoned.await();
            assertThat(task.await(Deadline.never())).as("round %d", round).isEqualTo("done");
        }
    }

    @Test
    void workThatIsAbandonedBeforeItBeginsNeverBegins() {
        AtomicBoolean begun = new AtomicBoolean();
        StoreTask<Void> task = new StoreTask<>("work", Urgency.DEMAND, 0, () -> {
            begun.set(true);
            return null;
        });

        task.abandon();
        task.run();

        assertThat(begun).isFalse();
        assertThatThrownBy(() -> task.await(Deadline.never()))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("before it began");
    }

    @Test
    void aWaiterWhoIsInterruptedGetsAnExceptionEvenIfTheResultIsThereAndKeepsTheFlag() {
        StoreTask<String> task = new StoreTask<>("work", Urgency.DEMAND, 0, () -> "done");
        task.run();
        Thread.currentThread().interrupt();

        try {
            assertThatThrownBy(() -> task.await(Deadline.never())).isInstanceOf(StoreException.Interrupted.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void workThatSucceededBeforeItsInterruptedCallerCouldBreakItOffHasSucceeded() throws Exception {
        StoreTask<String> task = new StoreTask<>("work", Urgency.DEMAND, 0, () -> "done");
        task.run();
        Thread.currentThread().interrupt();

        try {
            assertThat(task.awaitOrBreakOff(Duration.ofSeconds(1))).isEqualTo("done");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aFileThatAnInterruptClosedUnderTheWorkMeansThatItWasBrokenOff() {
        StoreTask<Void> task = new StoreTask<>("work", Urgency.DEMAND, 0, () -> {
            throw new ClosedByInterruptException();
        });
        task.run();

        assertThatThrownBy(() -> task.await(Deadline.never()))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("broken off");
    }
}
