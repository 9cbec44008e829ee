// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Iterator;

/**
 * An immutable ordered tree from {@code long} keys to values. A change returns a new tree that shares all but a few
 * small arrays with the old one, so a reader that holds a tree holds a snapshot, and a writer never copies much.
 *
 * <p>Equal keys may be present more than once ({@link #plus}); they keep the order in which they came. A tree that is
 * only changed with {@link #put} has unique keys. Values are told apart by identity.
 */
sealed interface LongTree<V> extends Iterable<V> permits LongLeaf, LongBranch {

    /** The most entries of a leaf, and the most children of a branch. */
    int FANOUT = 64;

    static <V> LongTree<V> empty() {
        return LongLeaf.none();
    }

    boolean isEmpty();

    /** Returns the last value whose key is at most {@code key}, or null. */
    V floor(long key);

    /** Returns the first value whose key is greater than {@code key}, or null. */
    V higher(long key);

    /** Returns the last value whose key is exactly {@code key}, or null. */
    V get(long key);

    /** Returns a tree with {@code value} after all entries whose key is at most {@code key}. */
    LongTree<V> plus(long key, V value);

    /** Returns a tree in which {@code value} takes the place of the value that {@link #get} returns for {@code key}. */
    LongTree<V> replace(long key, V value);

    /** Returns a tree without this very value at {@code key}; this tree if it is not there. */
    LongTree<V> minus(long key, V value);

    /** Returns a tree in which {@code key} has {@code value} and no other. */
    default LongTree<V> put(long key, V value) {
        return get(key) == null ? plus(key, value) : replace(key, value);
    }

    /** Returns the values in ascending order of keys. */
    @Override
    default Iterator<V> iterator() {
        return new LongTreeIterator<>(this);
    }

    /** Returns 0 for a leaf, and one more than the highest child for a branch. */
    int height();

    /** Returns how many entries a leaf has, and how many children a branch. */
    int width();

    /** Returns the least key; the tree must not be empty. */
    long firstKey();

    /** Returns where {@code key} would be inserted behind its equals in a sorted array. */
    static int upperBound(long[] keys, long key) {
        int low = 0;
        int high = keys.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[middle] <= key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns where {@code key} would be inserted before its equals in a sorted array. */
    static int lowerBound(long[] keys, long key) {
        return key == Long.MIN_VALUE ? 0 : upperBound(keys, key - 1);
    }
}
