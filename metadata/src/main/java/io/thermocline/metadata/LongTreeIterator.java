// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Walks the leaves of a {@link LongTree} from left to right, keeping the way down to the present one. */
final class LongTreeIterator<V> implements Iterator<V> {
    private final LongBranch<?>[] path;
    private final int[] at;
    private int depth;
    private LongLeaf<V> leaf;
    private int next;

    LongTreeIterator(LongTree<V> tree) {
        this.path = new LongBranch<?>[tree.height()];
        this.at = new int[tree.height()];
        descend(tree);
    }

    @Override
    public boolean hasNext() {
        return next < leaf.width() || ascend();
    }

    @Override
    public V next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return leaf.value(next++);
    }

    private void descend(LongTree<V> tree) {
        LongTree<V> node = tree;
        while (node instanceof LongBranch<V> branch) {
            path[depth] = branch;
            at[depth++] = 0;
            node = branch.child(0);
        }
        leaf = (LongLeaf<V>) node;
        next = 0;
    }

    @SuppressWarnings("unchecked") // The path is made of branches of the tree.
    private boolean ascend() {
        while (depth > 0) {
            LongBranch<V> branch = (LongBranch<V>) path[depth - 1];
            if (++at[depth - 1] < branch.width()) {
                descend(branch.child(at[depth - 1]));
                return true;
            }
            depth--;
        }
        return false;
    }
}
