// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FaultyObjectStoreTest {

    private static final ObjectKey KEY = new ObjectKey("a/object");
    private static final Deadline NEVER = Deadline.never();

    private final MemoryObjectStore memory = new MemoryObjectStore();
    private final FaultyObjectStore store = new FaultyObjectStore(memory);
    private final StoreException failure = new StoreException.Unavailable("away", null);

    @Test
    void failsTheNthCallOfAVerbBeforeItsEffectAndNoOther() throws IOException {
        store.nth(2, Verb.PUT).failsBefore(failure);

        put("one");
        assertThatThrownBy(() -> put("two")).isSameAs(failure);
        assertThat(memory.bytes(KEY)).asString().isEqualTo("one");
        put("three");

        assertThat(memory.bytes(KEY)).asString().isEqualTo("three");
    }

    @Test
    void losesTheAnswerOfACallThatHadItsEffect() {
        store.next(Verb.PUT).failsAfter(failure);

        assertThatThrownBy(() -> put("one")).isSameAs(failure);

        assertThat(memory.bytes(KEY)).asString().isEqualTo("one");
    }

    @Test
    void countsCallsOfAllVerbsTogetherWhenNoVerbIsNamed() throws IOException {
        store.nth(2).failsBefore(failure);

        put("one");

        assertThatThrownBy(() -> store.stat(KEY, NEVER)).isSameAs(failure);
        assertThat(store.stat(KEY, NEVER).length()).isEqualTo(3);
    }

    @Test
    void failsEveryCallUntilItIsHealed() throws IOException {
        store.every(Verb.PUT).failsBefore(failure);

        assertThatThrownBy(() -> put("one")).isSameAs(failure);
        assertThatThrownBy(() -> put("one")).isSameAs(failure);
        store.heal();
        put("one");

        assertThat(memory.keys()).containsExactly(KEY);
    }

    @Test
    void interruptsTheCallerBeforeTheCall() {
        store.next(Verb.PUT).interrupts();

        assertThatThrownBy(() -> put("one")).isInstanceOf(StoreException.Interrupted.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(memory.keys()).isEmpty();
    }

    @Test
    void failsAPutAfterSomeBytesOfItsContent() {
        IOException lost = new IOException("source lost");
        store.next(Verb.PUT).failsAfterBytes(2, lost);

        assertThatThrownBy(() -> put("one")).isSameAs(lost);

        assertThat(memory.keys()).isEmpty();
    }

    @Test
    void truncatesWhatIsReadAndLookedAt() throws IOException {
        put("0123456789");
        store.every().truncates(4);
        ByteBuffer suffix = ByteBuffer.allocate(3);

        assertThat(store.stat(KEY, NEVER).length()).isEqualTo(4);
        assertThat(store.readSuffix(KEY, NEVER, suffix)).isEqualTo(4);
        assertThat(suffix.array()).asString().isEqualTo("123");
        assertThatThrownBy(() -> store.read(KEY, 2, NEVER, ByteBuffer.allocate(3)))
                .isInstanceOf(StoreException.TooShort.class);
    }

    @Test
    void corruptsOneBitAtAPositionOfTheObjectWhereverItIsRead() throws IOException {
        put("0123456789");
        store.every().corrupts(7);
        ByteBuffer first = ByteBuffer.allocate(3);
        ByteBuffer second = ByteBuffer.allocate(4);
        ByteBuffer suffix = ByteBuffer.allocate(4);

        store.read(KEY, 2, NEVER, first, second);
        store.readSuffix(KEY, NEVER, suffix);

        assertThat(first.array()).asString().isEqualTo("234");
        assertThat(second.array()).asString().isEqualTo("56'8");
        assertThat(suffix.array()).asString().isEqualTo("6'89");
    }

    @Test
    void holdsACallUntilItIsReleased() throws Exception {
        Hold hold = store.next(Verb.PUT).heldBefore();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> putting = threads.submit(() -> put("one"));
            hold.awaitArrival();

            List<ObjectKey> meanwhile = memory.keys();
            hold.release();
            putting.get();

            assertThat(meanwhile).isEmpty();
            assertThat(memory.keys()).containsExactly(KEY);
        } finally {
            threads.shutdownNow();
        }
    }

    private Void put(String text) throws IOException {
        store.put(KEY, ObjectContent.of(text.getBytes(StandardCharsets.UTF_8)), PutMode.overwrite());
        return null;
    }
}
