// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import io.thermocline.store.ObjectKey;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads from one state of an object's file. */
final class FileReading {

    /** The most in one step: into a heap buffer, the JDK reads through a direct one of this size, kept per thread. */
    private static final int STEP = 1024 * 1024;

    private final ObjectKey key;
    private final FileChannel file;
    private final StagedFile.Checkpoint checkpoint;

    FileReading(ObjectKey key, FileChannel file, StagedFile.Checkpoint checkpoint) {
        this.key = key;
        this.file = file;
        this.checkpoint = checkpoint;
    }

    /** Fills all of the targets from {@code offset} on. */
    void fill(long offset, ReadTargets targets) throws IOException {
        long length = file.size();
        long wanted = targets.remaining();
        if (wanted > length - offset) {
            throw new StoreException.TooShort(key, offset, wanted, length);
        }
        long position = offset;
        for (int i = 0; i < targets.count(); i++) {
            int n = targets.buffer(i).remaining();
            fill(position, targets.buffer(i));
            position += n;
            targets.full(i);
        }
    }

    /** Fills {@code target} with as much of the file's end as it has room for, and returns the file's length. */
    long fillWithEnd(ByteBuffer target) throws IOException {
        long length = file.size();
        int n = (int) Math.min(length, target.remaining());
        int limit = target.limit();
        target.limit(target.position() + n);
        try {
            fill(length - n, target);
        } finally {
            target.limit(limit);
        }
        return length;
    }

    private void fill(long offset, ByteBuffer target) throws IOException {
        int limit = target.limit();
        long position = offset;
        try {
            while (target.position() < limit) {
                checkpoint.pass();
                target.limit(Math.min(limit, target.position() + STEP));
                int n = file.read(target, position);
                if (n < 0) {
                    throw new StoreException.TooShort(key, position, limit - target.position(), file.size());
                }
                position += n;
            }
        } finally {
            target.limit(limit);
        }
    }
}
