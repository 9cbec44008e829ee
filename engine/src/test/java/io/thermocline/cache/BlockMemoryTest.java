// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.cache.memory.OffHeapMemory;
import io.thermocline.segment.SegmentObject;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the memory of blocks grows, and what if it cannot. */
class BlockMemoryTest extends CacheFixture {

    private static final int SLAB = 16 * MIB;
    private static final int BLOCKS_IN_A_SLAB = SLAB / BLOCK;

    private final ExecutorService background = BackgroundThread.make("test-memory");
    private final AtomicInteger taken = new AtomicInteger();
    private SegmentBlocks segment;
    private int next;

    @BeforeEach
    void writeASegment() throws IOException {
        SegmentObject object = write(48 * MIB).object();
        segment = new SegmentBlocks(object, retired -> {});
    }

    @AfterEach
    void end() {
        BackgroundThread.end(background);
    }

    private BlockMemory memory(IntFunction<ByteBuffer> jvm) {
        return new BlockMemory(
                new OffHeapMemory(64 * MIB, bytes -> {
                    taken.incrementAndGet();
                    return jvm.apply(bytes);
                }),
                new CacheMeters(counters),
                new AheadLimit(MIB, clock::nanoTime),
                background);
    }

    private Optional<CachedBlock> reserve(BlockMemory of) {
        return of.reserve(segment, next++, false);
    }

    private List<CachedBlock> reserve(BlockMemory of, int count) {
        List<CachedBlock> reserved = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            reserved.add(reserve(of).orElseThrow());
        }
        return reserved;
    }

    /** Waits until what goes on in the background is done. */
    private void awaitBackground() throws Exception {
        background.submit(() -> {}).get();
    }

    @Test
    void nothingIsTakenBeforeItIsNeededAndTwoSlabsAreReadyAfterwards() throws Exception {
        BlockMemory slabs = memory(ByteBuffer::allocateDirect);
        awaitBackground();
        assertThat(taken).hasValue(0);

        reserve(slabs, 1);
        awaitBackground();
        assertThat(taken).hasValue(3);

        reserve(slabs, BLOCKS_IN_A_SLAB);
        awaitBackground();
        assertThat(taken).hasValue(4);
    }

    @Test
    void whileTheJvmTakesItsTimeOthersUseWhatThereIs() throws Exception {
        Hold hold = new Hold();
        BlockMemory slabs = memory(bytes -> taken.get() == 1 ? ByteBuffer.allocateDirect(bytes) : held(hold, bytes));
        CachedBlock first = reserve(slabs).orElseThrow();
        hold.awaitArrival();

        List<CachedBlock> others = reserve(slabs, BLOCKS_IN_A_SLAB - 1);
        slabs.discard(first);
        slabs.letGo(first);
        assertThat(slabs.used()).isEqualTo(SLAB - BLOCK);
        reserve(slabs, 1);
        Future<Optional<CachedBlock>> oneMore = callers.submit(() -> reserve(slabs));
        assertThat(others).hasSize(BLOCKS_IN_A_SLAB - 1);
        assertThat(oneMore).isNotDone();

        hold.release();
        assertThat(oneMore.get()).isPresent();
        assertThat(slabs.used()).isEqualTo(SLAB + BLOCK);
    }

    private static ByteBuffer held(Hold hold, int bytes) {
        try {
            hold.pass();
        } catch (StoreException.Interrupted e) {
            throw new IllegalStateException(e);
        }
        return ByteBuffer.allocateDirect(bytes);
    }

    @Test
    void whatTheJvmRefusesIsDoneWithoutAndNotAskedForAgain() throws Exception {
        BlockMemory slabs = memory(bytes -> {
            if (taken.get() > 1) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            }
            return ByteBuffer.allocateDirect(bytes);
        });
        List<CachedBlock> all = reserve(slabs, BLOCKS_IN_A_SLAB);

        assertThat(reserve(slabs)).isEmpty();
        awaitBackground();
        assertThat(slabs.capacity()).isEqualTo(SLAB);
        assertThat(slabs.aheadCapacity()).isEqualTo(SLAB / 2);
        assertThat(taken).hasValue(2);

        all.forEach(block -> {
            slabs.keep(block);
            slabs.letGo(block);
        });
        assertThat(reserve(slabs)).as("one has gone for it").isPresent();
        assertThat(slabs.used()).isEqualTo(SLAB);
        assertThat(taken).hasValue(2);
    }

    @Test
    void aJvmThatGivesNothingLeavesNoRoom() {
        BlockMemory slabs = memory(bytes -> {
            throw new OutOfMemoryError("Cannot reserve direct buffer memory");
        });

        assertThat(reserve(slabs)).isEmpty();
        assertThat(slabs.capacity()).isZero();
    }
}
