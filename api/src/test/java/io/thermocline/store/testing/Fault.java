// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.TappedContent;
import java.io.IOException;
import java.util.OptionalLong;

/** What a {@link FaultyObjectStore} does to a call. Several things may be said of one call. */
public final class Fault {

    /** Something that happens before a call or after it. */
    @FunctionalInterface
    interface Step {
        void run() throws StoreException;
    }

    private static final Step NOTHING = () -> {};

    private Step before = NOTHING;
    private Step after = NOTHING;
    private TappedContent.Tap tap = bytes -> {};
    private OptionalLong length = OptionalLong.empty();
    private OptionalLong corruptAt = OptionalLong.empty();
    private boolean throttled;

    Fault() {}

    /** The call throws {@code failure}, a {@link StoreException} or unchecked, without having had an effect. */
    public Fault failsBefore(Throwable failure) {
        before = inTurn(before, () -> raise(failure));
        return this;
    }

    /** The call does its work and throws {@code failure} nevertheless: the answer was lost. */
    public Fault failsAfter(Throwable failure) {
        after = inTurn(after, () -> raise(failure));
        return this;
    }

    /** The calling thread is interrupted before the call. */
    public Fault interrupts() {
        before = inTurn(before, () -> Thread.currentThread().interrupt());
        return this;
    }

    /** The content of the put throws {@code failure} after {@code bytes} bytes of it were read, by all readings. */
    public Fault failsAfterBytes(long bytes, IOException failure) {
        tap = new FailingTap(bytes, failure);
        return this;
    }

    /** The object that is read or looked at seems to end after {@code bytes} bytes. */
    public Fault truncates(long bytes) {
        length = OptionalLong.of(bytes);
        return this;
    }

    /** One bit of the byte at {@code position} of the object is flipped, if that byte is read. */
    public Fault corrupts(long position) {
        corruptAt = OptionalLong.of(position);
        return this;
    }

    /** Who reads is told, before anything else happens, that the backend asked for fewer requests. */
    public Fault throttles() {
        throttled = true;
        return this;
    }

    /** The call stays, without having had an effect, until the returned hold is released. */
    public Hold heldBefore() {
        Hold hold = new Hold();
        before = inTurn(before, hold::pass);
        return hold;
    }

    /** The call does its work and then stays until the returned hold is released. */
    public Hold heldAfter() {
        Hold hold = new Hold();
        after = inTurn(after, hold::pass);
        return hold;
    }

    Step before() {
        return before;
    }

    Step after() {
        return after;
    }

    TappedContent.Tap tap() {
        return tap;
    }

    OptionalLong length() {
        return length;
    }

    OptionalLong corruptAt() {
        return corruptAt;
    }

    boolean isThrottled() {
        return throttled;
    }

    private static Step inTurn(Step first, Step second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    private static void raise(Throwable failure) throws StoreException {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw (StoreException) failure;
    }

    private static final class FailingTap implements TappedContent.Tap {
        private final IOException failure;
        private long left;

        FailingTap(long bytes, IOException failure) {
            this.left = bytes;
            this.failure = failure;
        }

        @Override
        public synchronized int admit(int wanted) throws IOException {
            if (left == 0) {
                throw failure;
            }
            return (int) Math.min(wanted, left);
        }

        @Override
        public synchronized void passed(int bytes) {
            left -= bytes;
        }
    }
}
