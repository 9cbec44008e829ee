// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import static io.thermocline.store.testing.StoreUnderTest.key;
import static io.thermocline.store.testing.StoreUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deleting objects. */
interface DeleteContract extends StoreUnderTest {

    @Test
    default void aDeletedObjectIsGoneForEveryVerb() throws IOException {
        put("a/b/object", "text");

        store().delete(List.of(key("a/b/object")), soon());

        assertThatThrownBy(() -> store().stat(key("a/b/object"), soon())).isInstanceOf(StoreException.NotFound.class);
        assertThatThrownBy(() -> read("a/b/object", 0, 1)).isInstanceOf(StoreException.NotFound.class);
        assertThat(keys("", 10)).isEmpty();
    }

    @Test
    default void aDeleteCanBeRepeatedAndKeysWithoutAnObjectAreNoError() throws IOException {
        put("a/object", "text");
        List<ObjectKey> keys = List.of(key("missing"), key("a/object"), key("a"), key("a/object/below"), key("x/y/z"));

        store().delete(keys, soon());
        store().delete(keys, soon());

        assertThat(keys("", 10)).isEmpty();
    }

    @Test
    default void aDeleteTakesManyKeysAndSparesAllOthers() throws IOException {
        List<ObjectKey> many = new ArrayList<>();
        for (int i = 0; i < 1100; i++) {
            many.add(key("many/" + i % 7 + "/" + i));
        }
        put("many/0/7", "first");
        put("many/0/7-not", "spared");
        put("many/0/1099", "among the last");

        store().delete(many, soon());

        assertThat(keys("many/", 10)).containsExactly("many/0/7-not");
    }

    @Test
    default void aDeleteOfNoKeysDoesNothing() throws IOException {
        put("a/object", "text");

        store().delete(List.of(), soon());

        assertThat(text("a/object")).isEqualTo("text");
    }
}
