// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

import io.thermocline.audit.ledger.VerifyingRecords.Stamp;
import java.util.Arrays;

/**
 * Records of one partition, ordered by offset, at most one at each: 24 bytes a record. Those come in about that order, so
 * that few are moved. Not for several threads.
 */
final class RecordColumns {

    private static final int FIRST_CAPACITY = 1024;

    private long[] offsets = new long[FIRST_CAPACITY];
    private long[] sequences = new long[FIRST_CAPACITY];
    /** Of a record that must not be seen, the complement. */
    private int[] producers = new int[FIRST_CAPACITY];

    private int[] crcs = new int[FIRST_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    /** Returns where the offset is, or the complement of where it would be, as {@link Arrays#binarySearch} does. */
    int find(long offset) {
        if (size == 0 || offset > offsets[size - 1]) {
            return ~size;
        }
        return Arrays.binarySearch(offsets, 0, size, offset);
    }

    /** Takes a record, unless there is one at its offset: then returns false. */
    boolean add(long offset, Stamp stamp, int crc, boolean mayBeSeen) {
        int found = find(offset);
        if (found >= 0) {
            return false;
        }
        int at = ~found;
        makeRoom(at);
        offsets[at] = offset;
        sequences[at] = stamp.sequence();
        producers[at] = mayBeSeen ? stamp.producerId() : ~stamp.producerId();
        crcs[at] = crc;
        size++;
        return true;
    }

    private void makeRoom(int at) {
        if (size == offsets.length) {
            int capacity = Math.addExact(size, size / 2 + 1);
            offsets = Arrays.copyOf(offsets, capacity);
            sequences = Arrays.copyOf(sequences, capacity);
            producers = Arrays.copyOf(producers, capacity);
            crcs = Arrays.copyOf(crcs, capacity);
        }
        System.arraycopy(offsets, at, offsets, at + 1, size - at);
        System.arraycopy(sequences, at, sequences, at + 1, size - at);
        System.arraycopy(producers, at, producers, at + 1, size - at);
        System.arraycopy(crcs, at, crcs, at + 1, size - at);
    }

    long offset(int at) {
        return offsets[at];
    }

    Stamp stamp(int at, long runId) {
        return new Stamp(runId, mayBeSeen(at) ? producers[at] : ~producers[at], sequences[at]);
    }

    int crc(int at) {
        return crcs[at];
    }

    boolean mayBeSeen(int at) {
        return producers[at] >= 0;
    }

    /** Returns whether two hold the same record there. */
    boolean sameRecord(int at, RecordColumns other, int otherAt) {
        int producer = mayBeSeen(at) ? producers[at] : ~producers[at];
        int otherProducer = other.mayBeSeen(otherAt) ? other.producers[otherAt] : ~other.producers[otherAt];
        return producer == otherProducer && sequences[at] == other.sequences[otherAt];
    }

    RecordColumns copy() {
        RecordColumns copy = new RecordColumns();
        copy.offsets = Arrays.copyOf(offsets, Math.max(1, size));
        copy.sequences = Arrays.copyOf(sequences, Math.max(1, size));
        copy.producers = Arrays.copyOf(producers, Math.max(1, size));
        copy.crcs = Arrays.copyOf(crcs, Math.max(1, size));
        copy.size = size;
        return copy;
    }
}
