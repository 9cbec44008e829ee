// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import static io.thermocline.store.testing.StoreUnderTest.key;
import static io.thermocline.store.testing.StoreUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Putting one object at a time. */
interface PutContract extends StoreUnderTest {

    int A_FEW_MIB = 3 * 1024 * 1024 + 17;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 262_144, 262_145, A_FEW_MIB})
    default void anObjectHasTheBytesOfItsContent(int length) throws IOException {
        byte[] bytes = Contents.bytes(length);

        store().put(key("a/object"), ObjectContent.of(bytes), PutMode.createOnly());

        assertThat(StoreUnderTest.whole(store(), "a/object")).isEqualTo(bytes);
        assertThat(store().stat(key("a/object"), soon()).length()).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10_007, A_FEW_MIB})
    default void theLengthOfAContentMayBeUnknownBeforehand(int length) throws IOException {
        byte[] bytes = Contents.bytes(length);

        store().put(key("a/object"), Contents.ofUnknownLength(bytes), PutMode.overwrite());

        assertThat(StoreUnderTest.whole(store(), "a/object")).isEqualTo(bytes);
    }

    @Test
    default void aContentCanBePutAgainAndIsNotConsumed() throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(Contents.bytes(1000));
        ObjectContent content = ObjectContent.of(buffer);

        store().put(key("first"), content, PutMode.overwrite());
        store().put(key("second"), content, PutMode.overwrite());

        assertThat(buffer.remaining()).isEqualTo(1000);
        assertThat(StoreUnderTest.whole(store(), "second")).isEqualTo(StoreUnderTest.whole(store(), "first"));
    }

    @Test
    default void overwriteReplacesWhatIsThere() throws IOException {
        put("a/object", "a long first text");

        put("a/object", "second");

        assertThat(text("a/object")).isEqualTo("second");
    }

    @Test
    default void createOnlyFailsIfThereIsAnObjectAndChangesNothing() throws IOException {
        ObjectVersion first = put("a/object", "first");

        assertThatThrownBy(() -> store().put(key("a/object"), Contents.text("second"), PutMode.createOnly()))
                .isInstanceOf(StoreException.PreconditionFailed.class)
                .hasMessageContaining("a/object");

        assertThat(text("a/object")).isEqualTo("first");
        assertThat(store().stat(key("a/object"), soon()).version()).isEqualTo(first);
    }

    @Test
    default void createOnlyPutsAnObjectAgainAfterItWasDeleted() throws IOException {
        store().put(key("a/object"), Contents.text("first"), PutMode.createOnly());
        store().delete(List.of(key("a/object")), soon());

        store().put(key("a/object"), Contents.text("second"), PutMode.createOnly());

        assertThat(text("a/object")).isEqualTo("second");
    }

    @Test
    default void replaceVersionReplacesExactlyTheVersionNamed() throws IOException {
        ObjectVersion first = put("a/object", "first");

        ObjectVersion second = store().put(key("a/object"), Contents.text("second"), PutMode.replaceVersion(first));

        assertThat(text("a/object")).isEqualTo("second");
        assertThat(store().stat(key("a/object"), soon()).version()).isEqualTo(second);
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    default void replaceVersionFailsWithAStaleTokenAndChangesNothing() throws IOException {
        ObjectVersion first = put("a/object", "first");
        ObjectVersion second = put("a/object", "second");

        assertThatThrownBy(() -> store().put(key("a/object"), Contents.text("third"), PutMode.replaceVersion(first)))
                .isInstanceOf(StoreException.PreconditionFailed.class)
                .hasMessageContaining("a/object");

        assertThat(text("a/object")).isEqualTo("second");
        assertThat(store().stat(key("a/object"), soon()).version()).isEqualTo(second);
    }

    @Test
    default void replaceVersionFailsIfThereIsNoObject() throws IOException {
        ObjectVersion first = put("a/object", "first");
        store().delete(List.of(key("a/object")), soon());

        assertThatThrownBy(() -> store().put(key("a/object"), Contents.text("second"), PutMode.replaceVersion(first)))
                .isInstanceOf(StoreException.PreconditionFailed.class);

        assertThat(keys("", 10)).isEmpty();
    }

    @Test
    default void everyStateHasAVersionOfItsOwnThatPutAndStatAgreeOn() throws IOException {
        ObjectVersion first = put("a/object", "first");
        ObjectVersion statOfFirst = store().stat(key("a/object"), soon()).version();
        ObjectVersion second = put("a/object", "secnd");
        ObjectVersion third = put("a/object", "third");

        assertThat(statOfFirst).isEqualTo(first);
        assertThat(Set.of(first, second, third)).hasSize(3);
        assertThat(store().stat(key("a/object"), soon()).version()).isEqualTo(third);
        assertThat(secondHandle().stat(key("a/object"), soon()).version()).isEqualTo(third);
    }

    @Test
    default void anObjectIsAboutAsOldAsItIs() throws IOException {
        put("a/object", "text");

        Instant modified = store().stat(key("a/object"), soon()).lastModified();

        assertThat(Duration.between(modified, Instant.now()).abs()).isLessThan(Duration.ofMinutes(10));
        Instant listed =
                store().list("", Optional.empty(), 1, soon()).objects().get(0).lastModified();
        // Some stores say it in a header, in seconds, here and more exactly there.
        assertThat(listed.truncatedTo(ChronoUnit.SECONDS)).isEqualTo(modified.truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    default void aContentThatFailsMidWayLeavesTheOldStateAndPassesItsOwnExceptionOn() throws IOException {
        put("there", "old");
        IOException lost = new IOException("source lost");
        ObjectContent failing = Contents.withIncidentHalfWay(Contents.bytes(A_FEW_MIB), () -> {
            throw lost;
        });

        assertThatThrownBy(() -> store().put(key("there"), failing, PutMode.overwrite()))
                .isSameAs(lost);
        assertThatThrownBy(() -> store().put(key("new"), failing, PutMode.createOnly()))
                .isSameAs(lost);

        assertThat(text("there")).isEqualTo("old");
        assertThat(keys("", 10)).containsExactly("there");
    }

    @Test
    default void aContentWithABugLeavesTheOldStateToo() throws IOException {
        put("there", "old");
        IllegalStateException bug = new IllegalStateException("a bug");
        ObjectContent failing = Contents.withIncidentHalfWay(Contents.bytes(A_FEW_MIB), () -> {
            throw bug;
        });

        assertThatThrownBy(() -> store().put(key("there"), failing, PutMode.overwrite()))
                .isSameAs(bug);

        assertThat(text("there")).isEqualTo("old");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    default void aContentOfAnotherLengthThanItSaidIsRefused(long difference) throws IOException {
        put("there", "old");
        byte[] bytes = Contents.bytes(300_000);
        ObjectContent wrong = Contents.claiming(OptionalLong.of(bytes.length + difference), ObjectContent.of(bytes));

        assertThatThrownBy(() -> store().put(key("there"), wrong, PutMode.overwrite()))
                .isInstanceOf(StoreException.Failed.class)
                .hasMessageContaining("there");

        assertThat(text("there")).isEqualTo("old");
    }

    @Test
    default void aKeyThatIsThePathOfAnotherWorksOrIsRefusedAndNeverHurtsTheOther() throws IOException {
        put("a/b", "leaf");
        putOrBeRefused("a");
        putOrBeRefused("a/b/c");
        store().delete(List.of(key("a"), key("a/b/c")), soon());

        assertThat(text("a/b")).isEqualTo("leaf");
        for (String gone : new String[] {"a", "a/b/c"}) {
            assertThatThrownBy(() -> store().stat(key(gone), soon())).isInstanceOf(StoreException.NotFound.class);
            assertThatThrownBy(() -> read(gone, 0, 1)).isInstanceOf(StoreException.NotFound.class);
        }
        assertThat(keys("", 10)).containsExactly("a/b");
    }

    private void putOrBeRefused(String key) throws IOException {
        for (PutMode mode : new PutMode[] {PutMode.createOnly(), PutMode.overwrite()}) {
            try {
                store().put(key(key), Contents.text("inner"), mode);
                assertThat(text(key)).isEqualTo("inner");
            } catch (StoreException.Failed refused) {
                assertThat(refused).hasMessageContaining(key);
            }
        }
    }
}
