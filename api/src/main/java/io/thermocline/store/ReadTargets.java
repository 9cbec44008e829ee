// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Where the bytes of a read go: buffers that are filled in turn, up to their limits, and who is told of each that is
 * full. A reading is told of every buffer once, in their order, in the thread that reads; from then on the store does not
 * touch the buffer any more.
 *
 * <p>A store that is asked by its backend for fewer requests says so at once, not only if the read fails of it.
 */
public final class ReadTargets {

    /** Is told of buffers that are full. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Says that a buffer is full.
         *
         * @throws StoreException to end the read, which then throws the same
         */
        void full(int buffer) throws StoreException;
    }

    private static final Listener NOBODY = buffer -> {};

    private static final Runnable NOTHING = () -> {};

    private final ByteBuffer[] buffers;
    private final Listener listener;
    private final Runnable whenThrottled;

    private ReadTargets(ByteBuffer[] buffers, Listener listener, Runnable whenThrottled) {
        this.buffers = buffers;
        this.listener = Objects.requireNonNull(listener, "listener");
        this.whenThrottled = Objects.requireNonNull(whenThrottled, "whenThrottled");
    }

    /** Returns targets of whose filling nobody is told. */
    public static ReadTargets of(ByteBuffer... buffers) {
        return new ReadTargets(buffers, NOBODY, NOTHING);
    }

    /** Returns targets of whose filling {@code listener} is told. */
    public static ReadTargets of(Listener listener, ByteBuffer... buffers) {
        return new ReadTargets(buffers, listener, NOTHING);
    }

    /** Returns the same buffers with another listener, for a wrapper that does something to what was read. */
    public ReadTargets toldTo(Listener other) {
        return new ReadTargets(buffers, other, whenThrottled);
    }

    /** Returns the same targets, with something that is done each time the backend asks for fewer requests. */
    public ReadTargets whenThrottled(Runnable action) {
        return new ReadTargets(buffers, listener, action);
    }

    /** Returns how many buffers there are. */
    public int count() {
        return buffers.length;
    }

    /** Returns a buffer, the first being 0. */
    public ByteBuffer buffer(int index) {
        return buffers[index];
    }

    /** Returns how many bytes there is room for in all buffers together. */
    public long remaining() {
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        return bytes;
    }

    /** Tells the listener that a buffer is full. */
    public void full(int index) throws StoreException {
        listener.full(index);
    }

    /** Says that the backend asked for fewer requests; it may be asked again all the same. */
    public void throttled() {
        whenThrottled.run();
    }
}
