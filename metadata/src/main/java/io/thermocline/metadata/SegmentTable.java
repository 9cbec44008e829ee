// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import org.apache.kafka.common.Uuid;

/**
 * The segments of a partition by id: a hash table with open addressing, which costs about eight bytes per segment. Not
 * thread safe; only writers look segments up by id.
 */
final class SegmentTable {
    private static final int LEAST_SLOTS = 4;

    private StoredSegment[] slots = new StoredSegment[LEAST_SLOTS];
    private int size;

    int size() {
        return size;
    }

    /** Returns the segment of this id, or null. */
    StoredSegment get(Uuid id) {
        return slots[find(slots, id.getMostSignificantBits(), id.getLeastSignificantBits())];
    }

    /** Adds the segment, or puts it in the place of the one with its id. */
    void put(StoredSegment segment) {
        int slot = find(slots, segment.idHigh, segment.idLow);
        boolean isNew = slots[slot] == null;
        slots[slot] = segment;
        if (isNew && ++size > slots.length - slots.length / 4) {
            resize(slots.length * 2);
        }
    }

    void remove(StoredSegment segment) {
        int gap = find(slots, segment.idHigh, segment.idLow);
        if (slots[gap] == null) {
            return;
        }
        slots[gap] = null;
        size--;
        closeGap(gap);
        if (slots.length > LEAST_SLOTS && size < slots.length / 8) {
            resize(slots.length / 2);
        }
    }

    void clear() {
        slots = new StoredSegment[LEAST_SLOTS];
        size = 0;
    }

    /** Moves back into the gap what it would hide from {@link #find}, up to the next free slot. */
    private void closeGap(int gapAt) {
        int mask = slots.length - 1;
        int gap = gapAt;
        for (int slot = (gap + 1) & mask; slots[slot] != null; slot = (slot + 1) & mask) {
            int home = home(slots, slots[slot].idHigh, slots[slot].idLow);
            if (((slot - home) & mask) >= ((slot - gap) & mask)) {
                slots[gap] = slots[slot];
                slots[slot] = null;
                gap = slot;
            }
        }
    }

    private void resize(int length) {
        StoredSegment[] resized = new StoredSegment[length];
        for (StoredSegment segment : slots) {
            if (segment != null) {
                resized[find(resized, segment.idHigh, segment.idLow)] = segment;
            }
        }
        slots = resized;
    }

    /** Returns the slot of the id, or the free slot that it would take. */
    private static int find(StoredSegment[] slots, long idHigh, long idLow) {
        int slot = home(slots, idHigh, idLow);
        while (slots[slot] != null && (slots[slot].idHigh != idHigh || slots[slot].idLow != idLow)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private static int home(StoredSegment[] slots, long idHigh, long idLow) {
        long mixed = (idHigh * 31 + idLow) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & (slots.length - 1);
    }
}
