// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.testing.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RateLimitedObjectStoreTest {

    private static final ObjectKey KEY = new ObjectKey("a/object");
    private static final int MIB = 1024 * 1024;
    private static final double FIVE_PERCENT_OF_A_MINUTE = 3;

    private final VirtualClock clock = new VirtualClock();
    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final RateLimitedObjectStore store = new RateLimitedObjectStore(
            memory,
            Optional.of(new RateLimit("fetch.max", 10 * MIB)),
            Optional.of(new RateLimit("upload.max", 2 * MIB)),
            clock);

    @Test
    void holdsTheLimitOfReadsOverAMinuteWhateverTheirSizes() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[25 * MIB]), PutMode.overwrite());
        int[] sizes = {MIB, 25 * MIB, 17, 3 * MIB, 5 * MIB, MIB - 17};

        long moved = 0;
        for (int i = 0; moved < 600L * MIB; i++) {
            ByteBuffer target = ByteBuffer.allocate(sizes[i % sizes.length]);
            store.read(KEY, 0, Deadline.never(), target);
            moved += target.capacity();
        }

        assertThat(seconds()).isCloseTo(moved / (10.0 * MIB), within(FIVE_PERCENT_OF_A_MINUTE));
    }

    @Test
    void holdsTheLimitOfPutsOverAMinuteWithManyAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> puts = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                ObjectKey key = new ObjectKey("object-" + i);
                puts.add(
                        threads.submit(() -> store.put(key, ObjectContent.of(new byte[5 * MIB]), PutMode.overwrite())));
            }
            for (Future<?> put : puts) {
                put.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(seconds()).isCloseTo(60, within(FIVE_PERCENT_OF_A_MINUTE));
    }

    @Test
    void limitsReadsAndPutsApart() throws IOException {
        store.put(KEY, ObjectContent.of(new byte[2 * MIB]), PutMode.overwrite());
        store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(2 * MIB));

        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void refusesAReadThatTheLimitDelaysBeyondItsDeadline() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[25 * MIB]), PutMode.overwrite());

        assertThatThrownBy(() -> store.read(
                        KEY, 0, Deadline.after(Duration.ofSeconds(1), clock::nanoTime), ByteBuffer.allocate(25 * MIB)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("fetch.max = 10485760");

        assertThat(clock.elapsed()).isZero();
        store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(10 * MIB));
        assertThat(clock.elapsed()).as("the refused read took nothing").isZero();
    }

    @Test
    void givesBackWhatAReadDidNotMove() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[100]), PutMode.overwrite());

        for (int i = 0; i < 1000; i++) {
            assertThat(store.readSuffix(KEY, Deadline.never(), ByteBuffer.allocate(10 * MIB)))
                    .isEqualTo(100);
            assertThatThrownBy(() ->
                            store.read(new ObjectKey("missing"), 0, Deadline.never(), ByteBuffer.allocate(9 * MIB)))
                    .isInstanceOf(StoreException.NotFound.class);
        }

        assertThat(seconds()).isLessThan(1);
    }

    @Test
    void anInterruptEndsTheWaitAndKeepsTheFlag() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[25 * MIB]), PutMode.overwrite());
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> store.put(KEY, ObjectContent.of(new byte[9 * MIB]), PutMode.overwrite()))
                .isInstanceOf(StoreException.Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(25 * MIB)))
                .isInstanceOf(StoreException.Interrupted.class)
                .hasMessageContaining("fetch.max");
        assertThat(Thread.interrupted()).isTrue();
    }

    private double seconds() {
        return clock.elapsed().toNanos() / 1e9;
    }
}
