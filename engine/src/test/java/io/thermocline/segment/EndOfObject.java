// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import io.thermocline.store.testing.StubObjectStore;
import java.nio.ByteBuffer;

/** A store of one object of any length, which has zeros but at its end. It only reads, and minds what it is asked for. */
final class EndOfObject extends StubObjectStore {

    private static final byte[] ZEROS = new byte[64 * 1024];

    private final long zeros;
    private final byte[] end;

    EndOfObject(long zeros, byte[] end) {
        this.zeros = zeros;
        this.end = end;
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        long wanted = targets.remaining();
        if (offset < 0 || wanted == 0) {
            throw new IllegalArgumentException("a read of " + wanted + " bytes from offset " + offset);
        }
        long length = zeros + end.length;
        if (wanted > length - offset) {
            throw new StoreException.TooShort(key, offset, wanted, length);
        }
        long at = offset;
        for (int i = 0; i < targets.count(); i++) {
            at = fill(targets.buffer(i), at);
            targets.full(i);
        }
    }

    private long fill(ByteBuffer target, long offset) {
        long at = offset;
        int before = (int) Math.min(target.remaining(), Math.max(0, zeros - at));
        for (int left = before; left > 0; left -= ZEROS.length) {
            target.put(ZEROS, 0, Math.min(left, ZEROS.length));
        }
        at += before;
        int rest = target.remaining();
        if (rest > 0) {
            target.put(end, (int) (at - zeros), rest);
        }
        return at + rest;
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) {
        long length = zeros + end.length;
        int n = (int) Math.min(target.remaining(), length);
        int limit = target.limit();
        fill(target.limit(target.position() + n), length - n);
        target.limit(limit);
        return length;
    }
}
