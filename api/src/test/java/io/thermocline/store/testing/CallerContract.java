// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import static io.thermocline.store.testing.StoreUnderTest.key;
import static io.thermocline.store.testing.StoreUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Callers that are interrupted, out of time, or late. */
interface CallerContract extends StoreUnderTest {

    private Map<String, ThrowingCallable> everyVerbWithADeadline(Deadline deadline) {
        Map<String, ThrowingCallable> verbs = new LinkedHashMap<>();
        verbs.put("read", () -> store().read(key("there"), 0, deadline, ByteBuffer.allocate(1)));
        verbs.put("readSuffix", () -> store().readSuffix(key("there"), deadline, ByteBuffer.allocate(1)));
        verbs.put("stat", () -> store().stat(key("there"), deadline));
        verbs.put("list", () -> store().list("", Optional.empty(), 1, deadline));
        verbs.put("delete", () -> store().delete(List.of(key("there")), deadline));
        return verbs;
    }

    private Map<String, ThrowingCallable> everyVerb() {
        Map<String, ThrowingCallable> verbs = everyVerbWithADeadline(soon());
        verbs.put("overwrite", () -> store().put(key("there"), Contents.text("new"), PutMode.overwrite()));
        verbs.put("create", () -> store().put(key("new"), Contents.text("new"), PutMode.createOnly()));
        return verbs;
    }

    @Test
    default void anInterruptedCallerIsToldSoKeepsItsFlagAndChangesNothing() throws IOException {
        put("there", "old");

        everyVerb().forEach((verb, call) -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(call).as(verb).isInstanceOf(StoreException.Interrupted.class);
            assertThat(Thread.interrupted()).as("flag after %s", verb).isTrue();
        });

        assertThat(text("there")).isEqualTo("old");
        assertThat(keys("", 10)).containsExactly("there");
    }

    @Test
    default void anInterruptDuringAPutLeavesNothingVisibleAndKeepsTheFlag() throws IOException {
        put("there", "old");
        Thread caller = Thread.currentThread();
        ObjectContent interrupting = Contents.withIncidentHalfWay(Contents.bytes(1_000_000), caller::interrupt);

        for (PutMode mode : List.of(PutMode.overwrite(), PutMode.createOnly())) {
            String key = mode.equals(PutMode.createOnly()) ? "new" : "there";
            assertThatThrownBy(() -> store().put(key(key), interrupting, mode))
                    .isInstanceOf(StoreException.Interrupted.class);
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(text("there")).isEqualTo("old");
        assertThat(keys("", 10)).containsExactly("there");
    }

    @Test
    default void aContentThatIsClosedByAnInterruptIsAnInterruptedPut() throws IOException {
        ObjectContent closing = Contents.withIncidentHalfWay(Contents.bytes(1_000_000), () -> {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        });

        assertThatThrownBy(() -> store().put(key("new"), closing, PutMode.createOnly()))
                .isInstanceOf(StoreException.Interrupted.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(keys("", 10)).isEmpty();
    }

    @Test
    default void aCallWhoseDeadlineHasPassedIsUnavailableAndHasNoEffect() throws IOException {
        put("there", "old");

        everyVerbWithADeadline(Deadline.after(Duration.ZERO))
                .forEach((verb, call) ->
                        assertThatThrownBy(call).as(verb).isInstanceOf(StoreException.Unavailable.class));

        assertThat(text("there")).isEqualTo("old");
    }

    @Test
    default void everyVerbFailsAfterClose() throws IOException {
        put("there", "old");
        store().close();
        store().close();

        everyVerb()
                .forEach((verb, call) -> assertThatThrownBy(call).as(verb).isInstanceOf(StoreException.Failed.class));
    }
}
