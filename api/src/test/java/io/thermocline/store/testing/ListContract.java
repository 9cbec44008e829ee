// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import static io.thermocline.store.testing.StoreUnderTest.key;
import static io.thermocline.store.testing.StoreUnderTest.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.store.ListPage;
import io.thermocline.store.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Listing objects. */
interface ListContract extends StoreUnderTest {

    /** Keys in the order of their bytes; a supplementary code point comes after U+FF5E, unlike in UTF-16. */
    List<String> IN_ORDER = List.of(
            "a!",
            "a-x/1",
            "a-x/2",
            "a.b/1",
            "a/1",
            "a/10",
            "a/2-x",
            "a/2/3/4",
            "a/2/4",
            "a/20",
            "a0",
            "ab",
            "b",
            "caf\u00e9/1",
            "caf\u00e9\u00e9",
            "z\uff5e/1",
            "z\uff5e0",
            "z\ud83d\ude00");

    private void putAll() throws IOException {
        for (String key : IN_ORDER) {
            put(key, "text of " + key);
        }
    }

    @Test
    default void aListingIsOrderedByTheBytesOfWholeKeys() throws IOException {
        putAll();

        assertThat(keys("", 1000)).isEqualTo(IN_ORDER);
        assertThat(IN_ORDER)
                .isSortedAccordingTo(
                        Comparator.comparing(key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
    }

    @Test
    default void pagesOfEveryLimitHaveEveryKeyOnce() throws IOException {
        putAll();

        for (int limit = 1; limit <= IN_ORDER.size() + 1; limit++) {
            assertThat(keys("", limit)).as("pages of %d", limit).isEqualTo(IN_ORDER);
        }
    }

    @Test
    default void aPageHasNoMoreThanItsLimit() throws IOException {
        putAll();

        assertThat(store().list("", Optional.empty(), 3, soon()).objects()).hasSizeBetween(1, 3);
        assertThatThrownBy(() -> store().list("", Optional.empty(), 0, soon()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void aPrefixIsAnyBeginningOfAKey() throws IOException {
        putAll();

        for (String prefix :
                List.of("a", "a/", "a/2", "a/2/", "a-", "a-x/1", "caf", "caf\u00e9", "z", "b", "nothing")) {
            assertThat(keys(prefix, 4))
                    .as("prefix %s", prefix)
                    .isEqualTo(IN_ORDER.stream()
                            .filter(key -> key.startsWith(prefix))
                            .toList());
        }
    }

    @Test
    default void aPrefixThatNoKeyCouldHaveFindsNothing() throws IOException {
        putAll();

        for (String prefix : List.of("/", "a//", "../", "a/../", "./", "a/2/../", "..")) {
            assertThat(keys(prefix, 10)).as("prefix %s", prefix).isEmpty();
        }
    }

    @Test
    default void aListingStartsAfterAnyKeyWhetherItExistsOrNot() throws IOException {
        putAll();

        for (String after :
                List.of("A", "a", "a!", "a-x", "a-x/1", "a/2", "a/2/3", "a/2/3/4/5", "a/20", "a/3", "b", "c", "zz")) {
            assertThat(keysAfter("", after))
                    .as("after %s", after)
                    .isEqualTo(IN_ORDER.stream()
                            .filter(key -> key(key).compareTo(key(after)) > 0)
                            .toList());
        }
    }

    @Test
    default void aPrefixAndAStartGoTogether() throws IOException {
        putAll();

        assertThat(keysAfter("a/", "a/2-x")).containsExactly("a/2/3/4", "a/2/4", "a/20");
        assertThat(keysAfter("a/2", "a")).containsExactly("a/2-x", "a/2/3/4", "a/2/4", "a/20");
        assertThat(keysAfter("a/2", "b")).isEmpty();
    }

    private List<String> keysAfter(String prefix, String after) throws IOException {
        return store().list(prefix, Optional.of(key(after)), 1000, soon()).objects().stream()
                .map(object -> object.key().value())
                .toList();
    }

    @Test
    default void anEntrySaysTheLengthOfItsObject() throws IOException {
        put("a/object", "12345");

        ListPage page = store().list("a/", Optional.empty(), 10, soon());

        assertThat(page.objects()).singleElement().satisfies(object -> {
            assertThat(object.key()).isEqualTo(key("a/object"));
            assertThat(object.length()).isEqualTo(5);
        });
        assertThat(page.more()).isFalse();
    }

    @Test
    default void anEmptyStoreHasAnEmptyListing() throws IOException {
        assertThat(keys("", 10)).isEmpty();
    }

    @Test
    default void randomKeysAreListedAsASortedSetWouldListThem() throws IOException {
        Random random = Seed.random();
        TreeSet<ObjectKey> keys = new TreeSet<>();
        while (keys.size() < 60) {
            keys.add(randomKey(random));
        }
        keys.removeIf(key -> keys.stream().anyMatch(other -> other.value().startsWith(key.value() + "/")));
        for (ObjectKey key : keys) {
            put(key.value(), "text");
        }

        for (int i = 0; i < 40; i++) {
            ObjectKey after = randomKey(random);
            String some = randomKey(random).value();
            String prefix = some.substring(0, random.nextInt(Math.min(4, some.length() + 1)));
            List<String> expected = keys.tailSet(after, false).stream()
                    .map(ObjectKey::value)
                    .filter(key -> key.startsWith(prefix))
                    .toList();

            assertThat(keysAfter(prefix, after.value()))
                    .as("prefix %s after %s", prefix, after)
                    .isEqualTo(expected);
        }
    }

    private static ObjectKey randomKey(Random random) {
        String alphabet = "ab-.0";
        StringBuilder key = new StringBuilder("k");
        for (int elements = 1 + random.nextInt(4); elements > 0; elements--) {
            for (int length = random.nextInt(3); length > 0; length--) {
                key.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            key.append(elements > 1 ? "/k" : "");
        }
        return key(key.toString());
    }
}
