// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.testing.VirtualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RateLimitedObjectStoreTest {

    private static final ObjectKey KEY = new ObjectKey("a/object");
    private static final int KIB = 1024;
    private static final double FIVE_PERCENT_OF_A_MINUTE = 3;

    private final VirtualClock clock = new VirtualClock();
    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final RateLimitedObjectStore store = new RateLimitedObjectStore(
            memory,
            Optional.of(new RateLimit("fetch.max", 10 * KIB)),
            Optional.of(new RateLimit("upload.max", 2 * KIB)),
            clock);

    @Test
    void holdsTheLimitOfReadsOverAMinuteWhateverTheirSizes() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[25 * KIB]), PutMode.overwrite());
        int[] sizes = {KIB, 25 * KIB, 17, 3 * KIB, 5 * KIB, KIB - 17};

        long moved = 0;
        for (int i = 0; moved < 600L * KIB; i++) {
            ByteBuffer target = ByteBuffer.allocate(sizes[i % sizes.length]);
            store.read(KEY, 0, Deadline.never(), target);
            moved += target.capacity();
        }

        assertThat(seconds()).isCloseTo(moved / (10.0 * KIB), within(FIVE_PERCENT_OF_A_MINUTE));
    }

    @Test
    void aClockThatGoesBackMakesNobodyWaitForItToComeAgain() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[10 * KIB]), PutMode.overwrite());
        store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(10 * KIB));

        clock.advance(Duration.ofHours(-1));
        double before = seconds();
        store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(10 * KIB));

        assertThat(seconds() - before).isBetween(0.9, 1.1);
    }

    @Test
    void holdsTheLimitOfPutsOverAMinuteWithManyAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> puts = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                ObjectKey key = new ObjectKey("object-" + i);
                puts.add(
                        threads.submit(() -> store.put(key, ObjectContent.of(new byte[5 * KIB]), PutMode.overwrite())));
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
        store.put(KEY, ObjectContent.of(new byte[2 * KIB]), PutMode.overwrite());
        store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(2 * KIB));

        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void refusesAReadThatTheLimitDelaysBeyondItsDeadline() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[25 * KIB]), PutMode.overwrite());

        assertThatThrownBy(() -> store.read(
                        KEY, 0, Deadline.after(Duration.ofSeconds(1), clock::nanoTime), ByteBuffer.allocate(25 * KIB)))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("fetch.max = 10240");

        assertThat(clock.elapsed()).isZero();
        store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(10 * KIB));
        assertThat(clock.elapsed()).as("the refused read took nothing").isZero();
    }

    @Test
    void aLongReadLetsAShortOneComeBetweenItsBuffers() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[100 * KIB]), PutMode.overwrite());
        ByteBuffer[] buffers = new ByteBuffer[10];
        Arrays.setAll(buffers, i -> ByteBuffer.allocate(10 * KIB));
        List<Double> fullAt = new ArrayList<>();

        store.read(
                KEY,
                0,
                Deadline.never(),
                ReadTargets.of(
                        buffer -> {
                            fullAt.add(seconds());
                            if (buffer == 0) {
                                store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(5 * KIB));
                                fullAt.add(seconds());
                            }
                        },
                        buffers));

        // The first second's worth comes at once, the short read half a second later, then a buffer each second.
        assertThat(fullAt).containsExactly(0.0, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5);
    }

    @Test
    void aReadThatTheLimitEndsKeepsTheBuffersThatWereFullAndIsNoSignOfADeadStore() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[100 * KIB]), PutMode.overwrite());
        ByteBuffer[] buffers = new ByteBuffer[10];
        Arrays.setAll(buffers, i -> ByteBuffer.allocate(10 * KIB));
        List<Integer> full = new ArrayList<>();
        Deadline deadline = Deadline.after(Duration.ofMillis(3500), clock::nanoTime);

        assertThatThrownBy(() -> store.read(KEY, 0, deadline, ReadTargets.of(full::add, buffers)))
                .isInstanceOfSatisfying(
                        StoreException.Unavailable.class,
                        e -> assertThat(e.throttled()).isTrue())
                .hasMessageContaining("fetch.max = 10240");

        assertThat(full).containsExactly(0, 1, 2, 3);
        store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(10 * KIB));
        assertThat(seconds()).as("what was not moved was not paid for").isEqualTo(4);
    }

    @Test
    void noStretchOfTimeSeesMoreThanTheLimitAndOneSecondOfIt() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[KIB]), PutMode.overwrite());
        clock.advance(Duration.ofHours(1));
        double begin = seconds();

        for (int i = 0; i < 100; i++) {
            store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(KIB));
        }

        assertThat(seconds() - begin).isEqualTo(9, within(1e-6));
    }

    @Test
    void givesBackWhatAReadDidNotMove() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[100]), PutMode.overwrite());

        for (int i = 0; i < 20; i++) {
            assertThat(store.readSuffix(KEY, Deadline.never(), ByteBuffer.allocate(10 * KIB)))
                    .isEqualTo(100);
            assertThatThrownBy(() ->
                            store.read(new ObjectKey("missing"), 0, Deadline.never(), ByteBuffer.allocate(9 * KIB)))
                    .isInstanceOf(StoreException.NotFound.class);
        }

        assertThat(seconds()).isLessThan(1);
    }

    @Test
    void anInterruptEndsTheWaitAndKeepsTheFlag() throws IOException {
        memory.put(KEY, ObjectContent.of(new byte[25 * KIB]), PutMode.overwrite());
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> store.put(KEY, ObjectContent.of(new byte[9 * KIB]), PutMode.overwrite()))
                .isInstanceOf(StoreException.Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store.read(KEY, 0, Deadline.never(), ByteBuffer.allocate(25 * KIB)))
                .isInstanceOf(StoreException.Interrupted.class)
                .hasMessageContaining("fetch.max");
        assertThat(Thread.interrupted()).isTrue();
    }

    private double seconds() {
        return clock.elapsed().toNanos() / 1e9;
    }
}
