// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Off-heap memory within a bound, handed out in pieces. It is taken from the JVM slab by slab as it is needed, and kept. Not
 * for several threads at once.
 */
final class OffHeapMemory {

    /** A part of a slab; as long as a power of two. */
    record Piece(Slab slab, int node, int bytes) {
        /** Returns the first {@code length} bytes as a buffer. */
        ByteBuffer buffer(int length) {
            return slab.bytes(this).slice(0, length);
        }
    }

    private final int slabBytes;
    private final long mostSlabs;
    private final List<Slab> slabs = new ArrayList<>();
    private boolean refused;
    private long used;

    /**
     * @param bytes the most that is ever taken
     */
    OffHeapMemory(long bytes) {
        this.slabBytes = (int) Math.min(Slab.LARGEST_BYTES, Long.highestOneBit(Math.max(bytes, 1)));
        this.mostSlabs = slabBytes < Slab.SMALLEST_PIECE ? 0 : bytes / slabBytes;
    }

    /** Returns a piece with room for {@code length} bytes, or nothing if there is none now. */
    Optional<Piece> allocate(int length) {
        if (length > slabBytes) {
            return Optional.empty();
        }
        for (Slab slab : slabs) {
            Optional<Piece> piece = allocate(slab, length);
            if (piece.isPresent()) {
                return piece;
            }
        }
        return grow() ? allocate(slabs.get(slabs.size() - 1), length) : Optional.empty();
    }

    private Optional<Piece> allocate(Slab slab, int length) {
        Optional<Piece> piece = slab.allocate(length);
        piece.ifPresent(p -> used += p.bytes());
        return piece;
    }

    private boolean grow() {
        if (slabs.size() >= mostSlabs || refused) {
            return false;
        }
        try {
            slabs.add(new Slab(slabBytes));
            return true;
        } catch (OutOfMemoryError e) {
            // Others in this JVM have taken what it allows: what there is must do.
            refused = true;
            return false;
        }
    }

    void free(Piece piece) {
        piece.slab().free(piece);
        used -= piece.bytes();
    }

    /** Returns whether a block of that length could ever have room. */
    boolean couldHold(int length) {
        return length <= slabBytes && mostSlabs > 0;
    }

    /** Returns how many bytes are in use. */
    long used() {
        return used;
    }

    /** Returns how many bytes were taken from the JVM. */
    long taken() {
        return (long) slabs.size() * slabBytes;
    }

    /** Returns whether the JVM refused to give as much as was allowed. */
    boolean refused() {
        return refused;
    }

    /** Returns the most bytes that can be in use at once. */
    long capacity() {
        return refused ? taken() : mostSlabs * slabBytes;
    }
}
