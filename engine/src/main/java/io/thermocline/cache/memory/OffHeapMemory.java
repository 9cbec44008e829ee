// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Off-heap memory within a bound, handed out in pieces. It is taken from the JVM slab by slab, when its owner says so, and
 * kept. Not for several threads at once, but for {@link #newSlab}.
 */
public final class OffHeapMemory {

    /** A part of a slab; as long as a power of two. */
    public record Piece(Slab slab, int node, int bytes) {
        /** Returns the first {@code length} bytes as a buffer. */
        public ByteBuffer buffer(int length) {
            return slab.bytes(this).slice(0, length);
        }
    }

    private static final int SPARE_SLABS = 2;

    private final int slabBytes;
    private final long mostSlabs;
    private final IntFunction<ByteBuffer> jvm;
    private final List<Slab> slabs = new ArrayList<>();
    private boolean refused;
    private long used;

    /**
     * @param bytes the most that is ever taken
     */
    public OffHeapMemory(long bytes) {
        this(bytes, ByteBuffer::allocateDirect);
    }

    /**
     * @param jvm gives so many bytes, or throws an OutOfMemoryError
     */
    public OffHeapMemory(long bytes, IntFunction<ByteBuffer> jvm) {
        this.slabBytes = (int) Math.min(Slab.LARGEST_BYTES, Long.highestOneBit(Math.max(bytes, 1)));
        this.mostSlabs = slabBytes < Slab.SMALLEST_PIECE ? 0 : bytes / slabBytes;
        this.jvm = jvm;
    }

    /** Returns a piece with room for {@code length} bytes, or nothing if there is none in the slabs that are here. */
    public Optional<Piece> allocate(int length) {
        for (Slab slab : slabs) {
            Optional<Piece> piece = slab.allocate(length);
            if (piece.isPresent()) {
                used += piece.get().bytes();
                return piece;
            }
        }
        return Optional.empty();
    }

    /** Returns whether another slab may be added. */
    public boolean mayGrow() {
        return slabs.size() < mostSlabs && !refused;
    }

    /** Takes a slab from the JVM, which is slow because it is cleared; empty if the JVM gives no more. In any thread. */
    public Optional<Slab> newSlab() {
        try {
            return Optional.of(new Slab(jvm.apply(slabBytes)));
        } catch (OutOfMemoryError e) {
            // Others in this JVM have taken what it allows: what there is must do.
            return Optional.empty();
        }
    }

    /** Adds a slab, or takes note that the JVM gives no more. */
    public void grow(Optional<Slab> slab) {
        slab.ifPresentOrElse(slabs::add, () -> refused = true);
    }

    /** Returns whether so little is left of the slabs that are here that another will be needed soon. */
    public boolean isShort() {
        return mayGrow() && taken() - used < SPARE_SLABS * (long) slabBytes;
    }

    public void free(Piece piece) {
        piece.slab().free(piece);
        used -= piece.bytes();
    }

    /** Returns whether a block of that length could ever have room. */
    public boolean couldHold(int length) {
        return length <= slabBytes && mostSlabs > 0;
    }

    /** Returns how many bytes are in use. */
    public long used() {
        return used;
    }

    /** Returns how many bytes were taken from the JVM. */
    public long taken() {
        return (long) slabs.size() * slabBytes;
    }

    /** Returns whether the JVM refused to give as much as was allowed. */
    public boolean refused() {
        return refused;
    }

    /** Returns the most bytes that can be in use at once. */
    public long capacity() {
        return refused ? taken() : mostSlabs * slabBytes;
    }
}
