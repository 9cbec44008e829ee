// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache.memory;

import io.thermocline.cache.memory.OffHeapMemory.Piece;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A stretch of off-heap memory that is halved and halved again as pieces are needed, and put together as they are freed: a
 * buddy allocator. A tree in an array says of every half how large the largest free piece in it is.
 */
public final class Slab {

    static final int LARGEST_BYTES = 16 * 1024 * 1024;
    static final int SMALLEST_PIECE = 4 * 1024;

    private static final int ROOT = 1;

    private final ByteBuffer memory;
    private final int rootOrder;
    /** Of every node, the order of the largest free piece in it plus one, or zero if there is none. */
    private final byte[] largest;

    /**
     * @param memory as long as a power of two, from {@link #SMALLEST_PIECE} to {@link #LARGEST_BYTES}
     */
    Slab(ByteBuffer memory) {
        this.memory = memory;
        this.rootOrder = orderOf(memory.capacity());
        this.largest = new byte[2 << rootOrder];
        for (int node = ROOT; node < largest.length; node++) {
            largest[node] = (byte) (orderAt(node) + 1);
        }
    }

    /** Returns the order of the smallest piece with room for {@code bytes}: 0 for the smallest there is. */
    private static int orderOf(int bytes) {
        int pieces = (bytes + SMALLEST_PIECE - 1) / SMALLEST_PIECE;
        return pieces <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(pieces - 1);
    }

    private int orderAt(int node) {
        return rootOrder - (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(node));
    }

    Optional<Piece> allocate(int length) {
        int order = orderOf(length);
        if (order > rootOrder || largest[ROOT] <= order) {
            return Optional.empty();
        }
        int node = ROOT;
        while (orderAt(node) > order) {
            int left = 2 * node;
            int right = left + 1;
            boolean leftFits = largest[left] > order;
            // The tighter half first, so that large pieces stay whole.
            boolean rightIsTighter = largest[right] > order && largest[right] < largest[left];
            node = leftFits && !rightIsTighter ? left : right;
        }
        largest[node] = 0;
        update(node);
        return Optional.of(new Piece(this, node, SMALLEST_PIECE << order));
    }

    void free(Piece piece) {
        largest[piece.node()] = (byte) (orderAt(piece.node()) + 1);
        update(piece.node());
    }

    private void update(int changed) {
        for (int node = changed / 2; node >= ROOT; node /= 2) {
            byte left = largest[2 * node];
            byte right = largest[2 * node + 1];
            int whole = orderAt(node);
            boolean bothWhole = left == whole && right == whole;
            largest[node] = bothWhole ? (byte) (whole + 1) : (byte) Math.max(left, right);
        }
    }

    ByteBuffer bytes(Piece piece) {
        int indexInRow = piece.node() - Integer.highestOneBit(piece.node());
        return memory.slice(indexInRow * piece.bytes(), piece.bytes());
    }
}
