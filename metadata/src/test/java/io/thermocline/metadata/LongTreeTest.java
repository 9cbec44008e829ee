// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static io.thermocline.metadata.Segments.drain;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTreeTest {
    @Test
    void anEmptyTreeHasNothing() {
        LongTree<String> empty = LongTree.empty();

        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.floor(Long.MAX_VALUE)).isNull();
        assertThat(empty.higher(Long.MIN_VALUE)).isNull();
        assertThat(empty.get(0)).isNull();
        assertThat(drain(empty.iterator())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void answersAsASortedMapThroughRandomChanges(long seed) {
        Random random = new Random(seed);
        int keys = 1 << (4 + 2 * (int) seed);
        TreeMap<Long, Object> model = new TreeMap<>();
        LongTree<Object> tree = LongTree.empty();
        for (int step = 0; step < 20_000; step++) {
            long key = random.nextInt(keys);
            boolean grows = step / 5_000 % 2 == 0 ? random.nextInt(4) > 0 : random.nextInt(4) == 0;
            if (grows) {
                Object value = new Object();
                tree = tree.put(key, value);
                model.put(key, value);
            } else if (model.containsKey(key)) {
                tree = tree.minus(key, model.remove(key));
            }
            long asked = random.nextInt(keys + 2) - 1L;
            assertThat(tree.get(asked)).isSameAs(model.get(asked));
            assertThat(tree.floor(asked)).isSameAs(value(model.floorEntry(asked)));
            assertThat(tree.higher(asked)).isSameAs(value(model.higherEntry(asked)));
        }
        assertThat(drain(tree.iterator())).containsExactlyElementsOf(model.values());
    }

    @Test
    void equalKeysKeepTheirOrderAcrossLeavesAndAreRemovedByIdentity() {
        Random random = new Random(7);
        LongTree<Object> tree = LongTree.empty();
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < 500; i++) {
            Object value = new Object();
            tree = tree.plus(5, value).plus(4, i).plus(6, -i);
            values.add(value);
        }

        while (!values.isEmpty()) {
            Object gone = values.remove(random.nextInt(values.size()));
            tree = tree.minus(5, gone);
            assertThat(tree.minus(5, gone)).isSameAs(tree);
        }

        List<Object> left = new ArrayList<>(LongStream.range(0, 500).boxed().toList());
        LongStream.range(0, 500).forEach(i -> left.add(-i));
        assertThat(drain(tree.iterator())).containsExactlyElementsOf(left);
    }

    @Test
    void aTreeDoesNotChangeWhenAnotherIsMadeOfIt() {
        LongTree<Long> tree = LongTree.empty();
        for (long key = 0; key < 1_000; key++) {
            tree = tree.put(key, key);
        }
        LongTree<Long> snapshot = tree;

        for (long key = 0; key < 1_000; key++) {
            tree = tree.minus(key, tree.get(key));
        }

        assertThat(tree.isEmpty()).isTrue();
        assertThat(drain(snapshot.iterator())).hasSize(1_000).isSorted();
    }

    @Test
    void appendingFillsLeavesAndKeepsTheTreeLow() {
        LongTree<Long> tree = LongTree.empty();
        for (long key = 0; key < LongTree.FANOUT * LongTree.FANOUT; key++) {
            tree = tree.put(key, key);
        }

        assertThat(tree.height()).isEqualTo(1);
        assertThat(tree.width()).isEqualTo(LongTree.FANOUT);
    }

    private static Object value(Map.Entry<Long, Object> entry) {
        return entry == null ? null : entry.getValue();
    }
}
