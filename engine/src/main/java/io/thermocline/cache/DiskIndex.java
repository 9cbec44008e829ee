// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.store.ObjectKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where blocks lie in the files of the disk cache: eight bytes of heap for each. */
final class DiskIndex {

    private static final int POSITION_BITS = 36;
    private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;

    /** A place on disk. */
    record Place(int file, long position) {
        private static Place of(long packed) {
            return new Place((int) (packed >>> POSITION_BITS), packed & POSITION_MASK);
        }

        private long packed() {
            return (long) file << POSITION_BITS | position;
        }
    }

    /** Of each object, the places of its blocks; 0 where there is none, since no block begins a file. */
    private final Map<ObjectKey, long[]> places = new HashMap<>();

    synchronized Optional<Place> find(ObjectKey key, int block) {
        long[] blocks = places.get(key);
        return blocks == null || block >= blocks.length || blocks[block] == 0
                ? Optional.empty()
                : Optional.of(Place.of(blocks[block]));
    }

    synchronized void put(ObjectKey key, int block, Place place) {
        long[] blocks = places.getOrDefault(key, new long[0]);
        if (block >= blocks.length) {
            blocks = Arrays.copyOf(blocks, Math.max(block + 1, blocks.length + blocks.length / 2));
            places.put(key, blocks);
        }
        blocks[block] = place.packed();
    }

    synchronized void remove(ObjectKey key, int block) {
        long[] blocks = places.get(key);
        if (blocks != null && block < blocks.length) {
            blocks[block] = 0;
        }
    }

    synchronized void remove(ObjectKey key) {
        places.remove(key);
    }

    /** Forgets all blocks that lie in a file. */
    synchronized void removeFile(int file) {
        places.values().removeIf(blocks -> {
            boolean empty = true;
            for (int i = 0; i < blocks.length; i++) {
                if (blocks[i] != 0 && Place.of(blocks[i]).file() == file) {
                    blocks[i] = 0;
                }
                empty = empty && blocks[i] == 0;
            }
            return empty;
        });
    }
}
