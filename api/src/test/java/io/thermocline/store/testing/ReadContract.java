// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import static io.thermocline.store.testing.StoreUnderTest.key;
import static io.thermocline.store.testing.StoreUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.ObjectContent;
import io.thermocline.store.PutMode;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and looking at objects. */
interface ReadContract extends StoreUnderTest {

    int LENGTH = 2_500_000;
    byte[] BYTES = Contents.bytes(LENGTH);

    private void putObject() throws IOException {
        store().put(key("a/object"), ObjectContent.of(BYTES), PutMode.overwrite());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 2500000", "1, 262144", "262143, 2", "2499999, 1", "1000000, 1500000"})
    default void aReadFillsItsTargetFromTheOffsetOn(int offset, int length) throws IOException {
        putObject();

        assertThat(read("a/object", offset, length)).isEqualTo(Arrays.copyOfRange(BYTES, offset, offset + length));
    }

    @Test
    default void aReadFillsTheRoomOfSeveralTargetsInTurnAndNothingElse() throws IOException {
        putObject();
        ByteBuffer heap = ByteBuffer.allocate(100).position(10).limit(60);
        ByteBuffer empty = ByteBuffer.allocate(0);
        ByteBuffer direct = ByteBuffer.allocateDirect(1_500_000);
        ByteBuffer last = ByteBuffer.allocate(7);

        store().read(key("a/object"), 1000, soon(), heap, empty, direct, last);

        assertThat(heap.position()).isEqualTo(60);
        assertThat(heap.limit()).isEqualTo(60);
        assertThat(Arrays.copyOfRange(heap.array(), 10, 60)).isEqualTo(Arrays.copyOfRange(BYTES, 1000, 1050));
        assertThat(Arrays.copyOfRange(heap.array(), 0, 10)).containsOnly(0);
        assertThat(Arrays.copyOfRange(heap.array(), 60, 100)).containsOnly(0);
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(BYTES, 1050, 1_500_000));
        assertThat(last.flip()).isEqualTo(ByteBuffer.wrap(BYTES, 1_501_050, 7));
    }

    @Test
    default void aReadOfManyTargetsAtOnceIsNotLimited() throws IOException {
        putObject();
        ByteBuffer[] targets = new ByteBuffer[2000];
        Arrays.setAll(targets, i -> ByteBuffer.allocate(1000));

        store().read(key("a/object"), 5, soon(), targets);

        for (int i = 0; i < targets.length; i++) {
            assertThat(targets[i].flip()).isEqualTo(ByteBuffer.wrap(BYTES, 5 + i * 1000, 1000));
        }
    }

    @Test
    default void aReadTellsOfEachTargetOnceInTurnAsSoonAsItIsFull() throws IOException {
        putObject();
        ByteBuffer[] targets = new ByteBuffer[5];
        Arrays.setAll(targets, i -> ByteBuffer.allocate(i == 2 ? 0 : 100_000));
        List<Integer> told = new ArrayList<>();

        store().read(
                        key("a/object"),
                        7,
                        soon(),
                        ReadTargets.of(
                                i -> {
                                    told.add(i);
                                    assertThat(targets[i].hasRemaining()).isFalse();
                                },
                                targets));

        assertThat(told).containsExactly(0, 1, 2, 3, 4);
        assertThat(targets[4].flip()).isEqualTo(ByteBuffer.wrap(BYTES, 300_007, 100_000));
    }

    @Test
    default void aBufferThatIsFullMayBeUsedForSomethingElseAtOnce() throws IOException {
        putObject();
        ByteBuffer first = ByteBuffer.allocate(1000);
        ByteBuffer last = ByteBuffer.allocateDirect(1000);
        List<ByteBuffer> read = new ArrayList<>();

        store().read(
                        key("a/object"),
                        500,
                        soon(),
                        ReadTargets.of(
                                full -> {
                                    ByteBuffer buffer = full == 0 ? first : last;
                                    read.add(ByteBuffer.allocate(1000)
                                            .put(buffer.flip())
                                            .flip());
                                    buffer.clear();
                                },
                                first,
                                last));

        assertThat(read).containsExactly(ByteBuffer.wrap(BYTES, 500, 1000), ByteBuffer.wrap(BYTES, 1500, 1000));
        assertThat(first.position()).isZero();
        assertThat(last.position()).isZero();
    }

    @Test
    default void whatTheListenerThrowsEndsTheRead() throws IOException {
        putObject();
        StoreException enough = new StoreException.Unavailable("enough", null);
        List<Integer> told = new ArrayList<>();
        ReadTargets targets = ReadTargets.of(
                i -> {
                    told.add(i);
                    if (i == 1) {
                        throw enough;
                    }
                },
                ByteBuffer.allocate(10),
                ByteBuffer.allocate(10),
                ByteBuffer.allocate(10));

        assertThatThrownBy(() -> store().read(key("a/object"), 0, soon(), targets))
                .isSameAs(enough);

        assertThat(told).containsExactly(0, 1);
    }

    @ParameterizedTest
    @CsvSource({"2499999, 2", "0, 2500001", "2500000, 1", "2500001, 1", "9000000000, 5"})
    default void aReadBeyondTheEndIsTooShortAndSaysWhatThereIs(long offset, int length) throws IOException {
        putObject();

        assertThatThrownBy(() -> read("a/object", offset, length))
                .isInstanceOf(StoreException.TooShort.class)
                .hasMessageContainingAll("a/object", "2500000", Long.toString(offset));
    }

    @Test
    default void aReadOfAnEmptyObjectIsTooShort() throws IOException {
        put("a/object", "");

        assertThatThrownBy(() -> read("a/object", 0, 1)).isInstanceOf(StoreException.TooShort.class);
    }

    @Test
    default void aReadOfNothingOrFromBeforeTheObjectIsABugOfTheCaller() throws IOException {
        putObject();

        assertThatThrownBy(() -> read("a/object", 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read("a/object", -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().readSuffix(key("a/object"), soon(), ByteBuffer.allocate(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_536, LENGTH - 1, LENGTH})
    default void aSuffixIsTheEndOfTheObjectAndSaysItsLength(int room) throws IOException {
        putObject();
        ByteBuffer target = ByteBuffer.allocate(room);

        long length = store().readSuffix(key("a/object"), soon(), target);

        assertThat(length).isEqualTo(LENGTH);
        assertThat(target.array()).isEqualTo(Arrays.copyOfRange(BYTES, LENGTH - room, LENGTH));
    }

    @Test
    default void aSuffixLongerThanTheObjectIsTheWholeObject() throws IOException {
        putObject();
        ByteBuffer target = ByteBuffer.allocate(LENGTH + 100).position(3);

        long length = store().readSuffix(key("a/object"), soon(), target);

        assertThat(length).isEqualTo(LENGTH);
        assertThat(target.position()).isEqualTo(LENGTH + 3);
        assertThat(target.limit()).isEqualTo(LENGTH + 100);
        assertThat(target.flip().position(3)).isEqualTo(ByteBuffer.wrap(BYTES));
    }

    @Test
    default void aSuffixOfAnEmptyObjectIsEmpty() throws IOException {
        put("a/object", "");
        ByteBuffer target = ByteBuffer.allocate(10);

        assertThat(store().readSuffix(key("a/object"), soon(), target)).isZero();
        assertThat(target.position()).isZero();
    }

    @Test
    default void whatIsNotThereIsNotFound() throws IOException {
        put("a/b/object", "text");

        for (String missing : new String[] {"a/b/other", "a/c/object", "a/b", "a", "other", "a/b/object/below"}) {
            assertThatThrownBy(() -> read(missing, 0, 1))
                    .isInstanceOf(StoreException.NotFound.class)
                    .hasMessageContaining(missing);
            assertThatThrownBy(() -> store().readSuffix(key(missing), soon(), ByteBuffer.allocate(1)))
                    .isInstanceOf(StoreException.NotFound.class);
            assertThatThrownBy(() -> store().stat(key(missing), soon())).isInstanceOf(StoreException.NotFound.class);
        }
    }
}
