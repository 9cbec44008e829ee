// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import static io.thermocline.store.testing.StoreUnderTest.key;
import static io.thermocline.store.testing.StoreUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many callers at once. */
interface RaceContract extends StoreUnderTest {

    int WRITERS = 16;

    private ObjectStore handle(int index) {
        return index % 2 == 0 ? store() : secondHandle();
    }

    /** Lets all writers put at once and returns who won. */
    private List<Integer> winners(Crowd writers, String key, PutMode mode) {
        return writers
                .together(i -> {
                    try {
                        handle(i).put(key(key), Contents.text("writer " + i), mode);
                        return i;
                    } catch (StoreException.PreconditionFailed lost) {
                        return null;
                    }
                })
                .stream()
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    default void ofManyWritersThatCreateExactlyOneWins() throws IOException {
        try (Crowd writers = new Crowd(WRITERS)) {
            for (int round = 0; round < rounds(); round++) {
                String key = "race/" + round;

                List<Integer> winners = winners(writers, key, PutMode.createOnly());

                assertThat(winners).as("winners of round %d", round).hasSize(1);
                assertThat(text(key)).isEqualTo("writer " + winners.get(0));
            }
        }
    }

    @Test
    default void ofManyWritersThatReplaceAVersionExactlyOneWins() throws IOException {
        ObjectVersion version = put("race", "start");
        try (Crowd writers = new Crowd(WRITERS)) {
            for (int round = 0; round < rounds(); round++) {
                List<Integer> winners = winners(writers, "race", PutMode.replaceVersion(version));

                assertThat(winners).as("winners of round %d", round).hasSize(1);
                assertThat(text("race")).isEqualTo("writer " + winners.get(0));
                version = put("race", "round " + round);
            }
        }
    }

    @Test
    default void replacingAVersionCountsExactlyWithManyWhoTryAgain() throws IOException {
        put("counter", "0");
        int each = Math.max(1, rounds() / 20);
        try (Crowd writers = new Crowd(8)) {
            writers.together(i -> {
                for (int n = 0; n < each; n++) {
                    increment(handle(i));
                }
                return i;
            });
        }

        assertThat(text("counter")).isEqualTo(Integer.toString(8 * each));
    }

    private static void increment(ObjectStore store) throws IOException {
        while (true) {
            ObjectVersion version = store.stat(key("counter"), soon()).version();
            int value = Integer.parseInt(new String(StoreUnderTest.whole(store, "counter"), StandardCharsets.UTF_8));
            try {
                store.put(key("counter"), Contents.text(Integer.toString(value + 1)), PutMode.replaceVersion(version));
                return;
            } catch (StoreException.PreconditionFailed lost) {
                Thread.onSpinWait();
            }
        }
    }

    /** A write that wins over an overwrite or a delete that came between would lose it. */
    @Test
    default void ofAReplacementAndADeleteAtOnceTheLaterDecides() throws IOException {
        try (Crowd pair = new Crowd(2)) {
            for (int round = 0; round < rounds(); round++) {
                ObjectVersion version = put("race", "start");

                List<Boolean> done = pair.together(i -> {
                    if (i == 0) {
                        secondHandle().delete(List.of(key("race")), soon());
                        return true;
                    }
                    return replaces("race", version);
                });

                assertThat(done.get(0)).isTrue();
                assertThat(keys("race", 1)).as("after round %d", round).isEmpty();
            }
        }
    }

    private boolean replaces(String key, ObjectVersion version) throws IOException {
        try {
            store().put(key(key), Contents.text("replaced"), PutMode.replaceVersion(version));
            return true;
        } catch (StoreException.PreconditionFailed lost) {
            return false;
        }
    }

    @Test
    default void ofAReplacementAndAnOverwriteAtOnceTheOverwriteRemains() throws IOException {
        try (Crowd pair = new Crowd(2)) {
            for (int round = 0; round < rounds(); round++) {
                ObjectVersion version = put("race", "start");

                pair.together(i -> {
                    if (i == 0) {
                        secondHandle().put(key("race"), Contents.text("overwritten"), PutMode.overwrite());
                        return true;
                    }
                    return replaces("race", version);
                });

                assertThat(text("race")).as("after round %d", round).isEqualTo("overwritten");
            }
        }
    }

    @Test
    default void readersDuringOverwritesSeeOneObjectOrTheOtherWhole() throws IOException {
        store().put(key("object"), ObjectContent.of(ofValue(1)), PutMode.overwrite());
        AtomicInteger writing = new AtomicInteger(2);
        try (Crowd crowd = new Crowd(5)) {
            crowd.together(i -> {
                if (i < 2) {
                    for (int n = 0; n < rounds() / 4; n++) {
                        handle(i).put(key("object"), ObjectContent.of(ofValue(n % 50 + 1)), PutMode.overwrite());
                    }
                    writing.decrementAndGet();
                } else {
                    do {
                        checkWhole(handle(i));
                    } while (writing.get() > 0);
                }
                return i;
            });
        }
    }

    /** Returns an object whose length and bytes all tell the same number. */
    private static byte[] ofValue(int value) {
        return Contents.uniform(value, 100_000 + value * 1000);
    }

    private static void checkWhole(ObjectStore store) throws IOException {
        byte[] suffix = StoreUnderTest.whole(store, "object");
        assertThat(suffix).isEqualTo(ofValue(suffix[0]));
        ByteBuffer target = ByteBuffer.allocate(100_000);
        store.read(key("object"), 0, soon(), target);
        assertThat(target.array()).isEqualTo(Contents.uniform(target.get(0), 100_000));
    }

    @Test
    default void nobodySeesAnObjectThatIsStillBeingPut() throws Exception {
        put("there", "old");
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        ObjectContent content = Contents.withIncidentHalfWay(Contents.bytes(1_000_000), () -> {
            half.countDown();
            awaitUninterruptibly(looked);
        });

        try (Crowd crowd = new Crowd(2)) {
            crowd.together(i -> {
                if (i == 0) {
                    store().put(key("new/object"), content, PutMode.createOnly());
                    return i;
                }
                try {
                    awaitUninterruptibly(half);
                    assertThat(keys("", 10)).containsExactly("there");
                    assertThatThrownBy(() -> secondHandle().stat(key("new/object"), soon()))
                            .isInstanceOf(StoreException.NotFound.class);
                    assertThatThrownBy(() -> read("new/object", 0, 1)).isInstanceOf(StoreException.NotFound.class);
                } finally {
                    looked.countDown();
                }
                return i;
            });
        }

        assertThat(keys("", 10)).containsExactly("new/object", "there");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    default void putsAndDeletesOfNeighboursDoNotDisturbEachOther() throws IOException {
        try (Crowd crowd = new Crowd(8)) {
            crowd.together(i -> {
                for (int n = 0; n < rounds() / 4; n++) {
                    String key = "deep/er/" + n % 2 + "/" + i;
                    handle(i).put(key(key), Contents.text(key), PutMode.createOnly());
                    assertThat(text(key)).isEqualTo(key);
                    assertThat(keys(key, 1)).containsExactly(key);
                    handle(i + 1).delete(Collections.singleton(key(key)), soon());
                }
                return i;
            });
        }

        assertThat(keys("", 10)).isEmpty();
    }
}
