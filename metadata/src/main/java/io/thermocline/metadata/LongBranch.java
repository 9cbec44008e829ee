// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Arrays;

/** The inner node of a {@link LongTree}: its children, all of one height and none of them empty, and their least keys. */
final class LongBranch<V> implements LongTree<V> {
    private final long[] firstKeys;
    private final LongTree<?>[] children;
    private final int height;

    private LongBranch(long[] firstKeys, LongTree<?>[] children) {
        this.firstKeys = firstKeys;
        this.children = children;
        this.height = children[0].height() + 1;
    }

    static <V> LongBranch<V> of(LongTree<V> left, LongTree<V> right) {
        return new LongBranch<>(new long[] {left.firstKey(), right.firstKey()}, new LongTree<?>[] {left, right});
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return children.length;
    }

    @Override
    public long firstKey() {
        return firstKeys[0];
    }

    @SuppressWarnings("unchecked") // Only trees of type V are put in.
    LongTree<V> child(int index) {
        return (LongTree<V>) children[index];
    }

    @Override
    public V floor(long key) {
        int next = LongTree.upperBound(firstKeys, key);
        return next == 0 ? null : child(next - 1).floor(key);
    }

    @Override
    public V higher(long key) {
        int next = LongTree.upperBound(firstKeys, key);
        V inChild = next == 0 ? null : child(next - 1).higher(key);
        return inChild != null || next == children.length
                ? inChild
                : child(next).higher(key);
    }

    @Override
    public V get(long key) {
        int next = LongTree.upperBound(firstKeys, key);
        return next == 0 ? null : child(next - 1).get(key);
    }

    @Override
    public LongTree<V> plus(long key, V value) {
        int at = Math.max(0, LongTree.upperBound(firstKeys, key) - 1);
        LongTree<V> before = child(at);
        LongTree<V> after = before.plus(key, value);
        // A child that grew was full and is split in two: its halves become children of this node.
        if (after instanceof LongBranch<V> split && split.height > before.height()) {
            return splice(at, 1, split.children);
        }
        return splice(at, 1, after);
    }

    @Override
    public LongTree<V> replace(long key, V value) {
        int at = LongTree.upperBound(firstKeys, key) - 1;
        LongTree<?>[] replaced = children.clone();
        replaced[at] = child(at).replace(key, value);
        return new LongBranch<>(firstKeys, replaced);
    }

    @Override
    public LongTree<V> minus(long key, V value) {
        // Equals of a key may begin at the end of the child before the first one that starts with it.
        int from = Math.max(0, LongTree.lowerBound(firstKeys, key) - 1);
        for (int at = from; at < children.length && firstKeys[at] <= key; at++) {
            LongTree<V> after = child(at).minus(key, value);
            if (after != children[at]) {
                return after.isEmpty() ? splice(at, 1) : joinSmall(at, after);
            }
        }
        return this;
    }

    /** Puts {@code shrunk} at {@code at}, joined with a neighbour where both are leaves that fit in half of one. */
    private LongTree<V> joinSmall(int at, LongTree<V> shrunk) {
        if (shrunk instanceof LongLeaf<V> leaf) {
            if (at > 0 && child(at - 1) instanceof LongLeaf<V> left && left.width() + leaf.width() <= FANOUT / 2) {
                return splice(at - 1, 2, left.concat(leaf));
            }
            if (at + 1 < children.length
                    && child(at + 1) instanceof LongLeaf<V> right
                    && leaf.width() + right.width() <= FANOUT / 2) {
                return splice(at, 2, leaf.concat(right));
            }
        }
        return splice(at, 1, shrunk);
    }

    /** Returns this node with {@code gone} children from {@code at} on replaced, split where it would be too wide. */
    private LongTree<V> splice(int at, int gone, LongTree<?>... come) {
        int width = children.length - gone + come.length;
        LongTree<?>[] newChildren = Arrays.copyOf(children, width);
        long[] newKeys = Arrays.copyOf(firstKeys, width);
        int tail = children.length - at - gone;
        System.arraycopy(children, at + gone, newChildren, at + come.length, tail);
        System.arraycopy(firstKeys, at + gone, newKeys, at + come.length, tail);
        for (int i = 0; i < come.length; i++) {
            newChildren[at + i] = come[i];
            newKeys[at + i] = come[i].firstKey();
        }
        if (width == 0) {
            return LongTree.empty();
        }
        LongBranch<V> whole = new LongBranch<>(newKeys, newChildren);
        if (width <= FANOUT) {
            return whole;
        }
        int half = at + come.length == width ? FANOUT : width / 2;
        return of(whole.slice(0, half), whole.slice(half, width));
    }

    private LongBranch<V> slice(int from, int to) {
        return new LongBranch<>(Arrays.copyOfRange(firstKeys, from, to), Arrays.copyOfRange(children, from, to));
    }
}
