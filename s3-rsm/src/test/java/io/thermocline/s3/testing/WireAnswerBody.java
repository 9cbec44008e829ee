// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Gives the body of an answer to the client, with the faults that strike it on its way. */
final class WireAnswerBody implements WireBody.Sink {

    private final WireBody.Sink client;
    private final WireFault fault;
    private final long endAt;
    private final long resetAt;
    private final WirePace pace;
    private long stallAt;
    private long position;

    /**
     * @param length the body's length, or 0 if it is not known
     */
    WireAnswerBody(WireBody.Sink client, WireFault fault, long length) {
        this.client = client;
        this.fault = fault;
        this.endAt = fault.endAt(length);
        this.resetAt = fault.resetAt(length);
        this.stallAt = fault.stallAt(length);
        this.pace = new WirePace(fault.bytesPerSecond());
    }

    /** Does what is to happen here, before the next byte. */
    void pause() throws IOException {
        if (position >= stallAt) {
            stallAt = Long.MAX_VALUE;
            fault.stall().orElseThrow().pass();
        }
        if (position >= resetAt) {
            throw WireEnd.byReset();
        }
        if (position >= endAt) {
            throw WireEnd.orderly();
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            pause();
            long next = Math.min(stallAt, Math.min(resetAt, endAt));
            int n = (int) Math.min(bytes.remaining(), next - position);
            ByteBuffer some = bytes.slice(bytes.position(), n);
            bytes.position(bytes.position() + n);
            corrupt(some);
            position += n;
            pace.pass(some, client);
        }
    }

    private void corrupt(ByteBuffer bytes) {
        long at = fault.corruptAt() - position;
        if (at >= 0 && at < bytes.remaining()) {
            bytes.put((int) at, (byte) (bytes.get((int) at) ^ 0x10));
        }
    }
}
