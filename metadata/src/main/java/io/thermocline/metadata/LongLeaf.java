// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Arrays;

/** The entries of a {@link LongTree}; its arrays are exactly as long as there are entries, and never change. */
final class LongLeaf<V> implements LongTree<V> {
    private static final LongLeaf<?> NONE = new LongLeaf<>(new long[0], new Object[0]);

    private final long[] keys;
    private final Object[] values;

    private LongLeaf(long[] keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    @SuppressWarnings("unchecked") // It holds no value of any type.
    static <V> LongLeaf<V> none() {
        return (LongLeaf<V>) NONE;
    }

    @Override
    public boolean isEmpty() {
        return keys.length == 0;
    }

    @Override
    public int height() {
        return 0;
    }

    @Override
    public int width() {
        return keys.length;
    }

    @Override
    public long firstKey() {
        return keys[0];
    }

    @SuppressWarnings("unchecked") // Only values of type V are put in.
    V value(int index) {
        return (V) values[index];
    }

    @Override
    public V floor(long key) {
        int next = LongTree.upperBound(keys, key);
        return next == 0 ? null : value(next - 1);
    }

    @Override
    public V higher(long key) {
        int next = LongTree.upperBound(keys, key);
        return next == keys.length ? null : value(next);
    }

    @Override
    public V get(long key) {
        int next = LongTree.upperBound(keys, key);
        return next == 0 || keys[next - 1] != key ? null : value(next - 1);
    }

    @Override
    public LongTree<V> plus(long key, V value) {
        int at = LongTree.upperBound(keys, key);
        if (keys.length < FANOUT) {
            return with(at, key, value);
        }
        // Offsets mostly grow: a full leaf is then left full, not split into two halves that stay half empty.
        if (at == keys.length) {
            return LongBranch.of(this, new LongLeaf<V>(new long[] {key}, new Object[] {value}));
        }
        int half = keys.length / 2;
        LongLeaf<V> left = slice(0, half);
        LongLeaf<V> right = slice(half, keys.length);
        return at <= half
                ? LongBranch.of(left.with(at, key, value), right)
                : LongBranch.of(left, right.with(at - half, key, value));
    }

    @Override
    public LongTree<V> replace(long key, V value) {
        Object[] replaced = values.clone();
        replaced[LongTree.upperBound(keys, key) - 1] = value;
        return new LongLeaf<>(keys, replaced);
    }

    @Override
    public LongTree<V> minus(long key, V value) {
        for (int at = LongTree.lowerBound(keys, key); at < keys.length && keys[at] == key; at++) {
            if (values[at] == value) {
                return without(at);
            }
        }
        return this;
    }

    LongLeaf<V> concat(LongLeaf<V> next) {
        long[] allKeys = Arrays.copyOf(keys, keys.length + next.keys.length);
        Object[] allValues = Arrays.copyOf(values, allKeys.length);
        System.arraycopy(next.keys, 0, allKeys, keys.length, next.keys.length);
        System.arraycopy(next.values, 0, allValues, values.length, next.values.length);
        return new LongLeaf<>(allKeys, allValues);
    }

    private LongLeaf<V> slice(int from, int to) {
        return new LongLeaf<>(Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(values, from, to));
    }

    private LongLeaf<V> with(int at, long key, V value) {
        long[] newKeys = Arrays.copyOf(keys, keys.length + 1);
        Object[] newValues = Arrays.copyOf(values, newKeys.length);
        System.arraycopy(keys, at, newKeys, at + 1, keys.length - at);
        System.arraycopy(values, at, newValues, at + 1, values.length - at);
        newKeys[at] = key;
        newValues[at] = value;
        return new LongLeaf<>(newKeys, newValues);
    }

    private LongLeaf<V> without(int at) {
        if (keys.length == 1) {
            return none();
        }
        long[] newKeys = Arrays.copyOf(keys, keys.length - 1);
        Object[] newValues = Arrays.copyOf(values, newKeys.length);
        System.arraycopy(keys, at + 1, newKeys, at, newKeys.length - at);
        System.arraycopy(values, at + 1, newValues, at, newKeys.length - at);
        return new LongLeaf<>(newKeys, newValues);
    }
}
