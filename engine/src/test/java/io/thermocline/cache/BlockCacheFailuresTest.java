// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.BlockSource;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.Hold;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Readers that give up, stores that fail, blocks that are damaged: what becomes of the other readers, and of the cache. */
class BlockCacheFailuresTest extends CacheFixture {

    @Test
    void aReaderThatIsInterruptedLeavesItsRequestToTheOthers() throws Exception {
        Written segment = write(4 * MIB);
        Hold hold = faulty.next(Verb.READ).heldBefore();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread first = new Thread(() -> {
            try {
                open(segment, 0).read();
            } catch (IOException e) {
                failure.set(e);
            }
            flag.set(Thread.currentThread().isInterrupted());
        });
        first.start();
        hold.awaitArrival();
        List<Future<Integer>> others = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            others.add(callers.submit(() -> call(segment, 10, 1000)));
        }

        first.interrupt();
        first.join();
        hold.release();

        assertThat(failure.get()).hasCauseInstanceOf(StoreException.Interrupted.class);
        assertThat(flag.get()).isTrue();
        for (Future<Integer> other : others) {
            other.get();
        }
        settle();
        assertThat(dataRequests()).isEqualTo(1);
    }

    @Test
    void aReaderThatRunsOutOfTimeLeavesItsBlocksToTheCache() throws Exception {
        Written segment = write(4 * MIB);
        Hold hold = faulty.next(Verb.READ).heldBefore();

        assertThatThrownBy(() -> open(segment, 0, Duration.ofMillis(20)).read())
                .hasMessageContaining("block 0 of object " + segment.object().key())
                .hasMessageContaining("no answer in time");
        hold.release();
        settle();
        faulty.every(Verb.READ).failsBefore(new StoreException.Unavailable("away", null));

        call(segment, 0, MIB);
        assertThat(dataRequests()).isEqualTo(1);
    }

    @Test
    void aFailureReachesAllWhoWaitAndIsNotKept() throws Exception {
        Written segment = write(4 * MIB);
        faulty.next(Verb.READ).failsBefore(new StoreException.Unavailable("away", null));
        assertThatThrownBy(() -> open(segment, 0).read()).hasMessageContaining("away");

        call(segment, 0, 1000);
        settle();

        assertThat(dataRequests()).isEqualTo(2);
    }

    /** A failure that comes faster than its reader begins to wait must not be asked for again and again. */
    @Test
    void aStoreThatFailsAtOnceIsAskedOncePerReader() throws Exception {
        Written segment = write(4 * MIB);
        faulty.every(Verb.READ).failsBefore(new StoreException.Unavailable("away", null));

        for (int i = 0; i < 1000; i++) {
            assertThatThrownBy(() -> open(segment, 0).read()).hasMessageContaining("away");
        }
        settle();

        assertThat(dataRequests()).isEqualTo(1000);
        assertThat(counters.value("bytes-held")).isZero();
    }

    @Test
    void aDamagedBlockIsAnErrorForItsReadersAloneAndIsNotKept() throws IOException {
        Written segment = write(4 * MIB);
        faulty.every(Verb.READ).corrupts(5 * BLOCK + 100);

        call(segment, 0, 5 * BLOCK);
        settle();
        assertThatThrownBy(() -> call(segment, 5 * BLOCK, 10))
                .hasMessageContaining("block 5")
                .hasMessageContaining(segment.object().key().value())
                .hasMessageContaining("checksum");
        call(segment, 6 * BLOCK, 5 * BLOCK);
        settle();
        assertThat(dataRequests()).isEqualTo(2);

        faulty.heal();
        call(segment, 5 * BLOCK, BLOCK);
        settle();
        assertThat(dataRequests()).isEqualTo(3);
    }

    @Test
    void aBlockThatHasComeIsHandedOutWhateverBecomesOfThoseAfterIt() throws Exception {
        Written segment = write(4 * MIB);
        faulty.every(Verb.READ).corrupts(2 * BLOCK + 100);
        BlockSource.Cursor cursor = cache.open(segment.object(), 0, 4 * MIB);

        assertThat(readTo(segment, cursor, 0, 4 * BLOCK, Deadline.never())).isEqualTo(BLOCK);
        assertThat(readTo(segment, cursor, BLOCK, 4 * BLOCK, Deadline.never())).isEqualTo(BLOCK);
        assertThatThrownBy(() -> readTo(segment, cursor, 2 * BLOCK, 4 * BLOCK, Deadline.never()))
                .isInstanceOf(StoreException.Corrupt.class);
        cursor.close();
    }

    @Test
    void aBlockThatHasComeIsHandedOutWhenThoseAfterItDoNotComeInTime() throws Exception {
        Written segment = write(4 * MIB);
        Hold hold = faulty.next(Verb.READ).heldBefore();
        assertThatThrownBy(() -> open(segment, 3 * BLOCK, Duration.ofMillis(20)).read())
                .hasMessageContaining("no answer in time");
        BlockSource.Cursor cursor = cache.open(segment.object(), 0, 4 * MIB);

        assertThat(readTo(segment, cursor, 0, 4 * BLOCK, Deadline.after(Duration.ofMillis(50))))
                .isEqualTo(BLOCK);
        cursor.close();
        hold.release();
    }

    /** Reads once, and checks the bytes. */
    private static int readTo(Written segment, BlockSource.Cursor cursor, int position, int end, Deadline deadline)
            throws StoreException {
        byte[] target = new byte[end - position];
        int n = cursor.read(position, target, 0, target.length, deadline);
        assertThat(Arrays.equals(target, 0, n, segment.log(), position, position + n))
                .isTrue();
        return n;
    }
}
