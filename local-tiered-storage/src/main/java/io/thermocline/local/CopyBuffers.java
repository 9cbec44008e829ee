// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/** Buffers through which contents are copied to files: one per put at a time, and a few kept for the next. */
final class CopyBuffers {

    private static final int BYTES = 256 * 1024;
    private static final int KEPT = 16;

    private final ArrayBlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(KEPT);

    ByteBuffer take() {
        ByteBuffer buffer = idle.poll();
        return buffer == null ? ByteBuffer.allocateDirect(BYTES) : buffer;
    }

    void giveBack(ByteBuffer buffer) {
        // A buffer that finds no place is left to the garbage collector.
        boolean kept = idle.offer(buffer);
        assert kept || idle.remainingCapacity() <= KEPT;
    }
}
