// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreThreadsTest {

    private final StoreThreads threads =
            new StoreThreads("test", 1, 1, getClass().getClassLoader());
    private final Hold hold = new Hold();

    @AfterEach
    void endThreads() {
        threads.close();
    }

    private void occupyTheThread() throws StoreException {
        threads.read("occupation", () -> {
            hold.pass();
            return null;
        });
        hold.awaitArrival();
    }

    @Test
    void whatIsMoreUrgentGoesFirstAndAmongEqualsWhoCameFirst() throws Exception {
        occupyTheThread();
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        List<StoreTask<?>> tasks = new ArrayList<>();
        for (String name : List.of("ahead-1", "demand-1", "first-1", "ahead-2", "demand-2", "first-2")) {
            Urgency urgency =
                    Urgency.valueOf(name.substring(0, name.indexOf('-')).toUpperCase(java.util.Locale.ROOT));
            tasks.add(threads.read(urgency, name, () -> done.add(name)));
        }

        hold.release();
        for (StoreTask<?> task : tasks) {
            task.await(Deadline.never());
        }

        assertThat(done).containsExactly("first-1", "first-2", "demand-1", "demand-2", "ahead-1", "ahead-2");
    }

    @Test
    void moreThanAThousandThatWaitAreRefused() throws Exception {
        occupyTheThread();
        for (int i = 0; i < 1024; i++) {
            threads.read("work", () -> null);
        }

        assertThatThrownBy(() -> threads.read("one more", () -> null))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("one more")
                .hasMessageContaining("1024");
        hold.release();
    }

    @Test
    void workForWhichTheSystemHasNoThreadIsRefusedAndDoneLaterByNobody() throws Exception {
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        boolean[] exhausted = {true};
        ThreadFactory makes = work -> {
            if (exhausted[0]) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(work);
        };
        StoreThreads few = new StoreThreads(1, makes, 1, makes);

        assertThatThrownBy(() -> few.read("work", () -> done.add("refused")))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("the work was not begun")
                .hasMessageContaining("unable to create native thread");
        exhausted[0] = false;
        few.read("work", () -> done.add("later")).await(Deadline.never());

        assertThat(done).containsExactly("later");
        few.close();
    }

    @Test
    void workForAFreeThreadIsNotBegunWhenThereIsNone() throws Exception {
        assertThat(threads.readIfFree("work", () -> "done").orElseThrow().await(Deadline.never()))
                .isEqualTo("done");
        occupyTheThread();

        assertThat(threads.readIfFree("work", () -> "done")).isEmpty();

        hold.release();
    }

    @Test
    void workThatWaitsWhenTheThreadsEndIsBrokenOff() throws Exception {
        occupyTheThread();
        StoreTask<Object> waiting = threads.read("work", () -> "done");

        threads.close();

        assertThatThrownBy(() -> waiting.await(Deadline.never())).hasMessageContaining("broken off");
        assertThatThrownBy(() -> threads.read("late work", () -> null)).hasMessageContaining("the plugin is closed");
    }
}
