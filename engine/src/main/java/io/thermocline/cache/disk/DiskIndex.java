// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache.disk;

import io.thermocline.store.ObjectKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where blocks lie in the files of the disk cache: about twelve bytes of heap for each, or some two hundred for one that is
 * alone, wherever in its object it is.
 */
final class DiskIndex {

    private static final int POSITION_BITS = 36;
    private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;
    private static final int PAGE_BLOCKS = 16;

    /** A place on disk. */
    record Place(int file, long position) {
        private static Place of(long packed) {
            return new Place((int) (packed >>> POSITION_BITS), packed & POSITION_MASK);
        }

        private long packed() {
            return (long) file << POSITION_BITS | position;
        }
    }

    /** Of each object, the places of its blocks, in pages; 0 where there is none, since no block begins a file. */
    private final Map<ObjectKey, Map<Integer, long[]>> places = new HashMap<>();

    synchronized Optional<Place> find(ObjectKey key, int block) {
        long[] page = page(key, block);
        return page == null || page[block % PAGE_BLOCKS] == 0
                ? Optional.empty()
                : Optional.of(Place.of(page[block % PAGE_BLOCKS]));
    }

    private long[] page(ObjectKey key, int block) {
        return places.getOrDefault(key, Map.of()).get(block / PAGE_BLOCKS);
    }

    synchronized void put(ObjectKey key, int block, Place place) {
        places.computeIfAbsent(key, k -> new HashMap<>())
                        .computeIfAbsent(block / PAGE_BLOCKS, page -> new long[PAGE_BLOCKS])[block % PAGE_BLOCKS] =
                place.packed();
    }

    synchronized void remove(ObjectKey key, int block) {
        long[] page = page(key, block);
        if (page != null) {
            page[block % PAGE_BLOCKS] = 0;
        }
    }

    synchronized void remove(ObjectKey key) {
        places.remove(key);
    }

    /** Forgets all blocks that lie in a file. */
    synchronized void removeFile(int file) {
        places.values().removeIf(pages -> {
            pages.values().removeIf(page -> remove(page, file));
            return pages.isEmpty();
        });
    }

    /** Returns whether there is nothing left in the page. */
    private static boolean remove(long[] page, int file) {
        boolean empty = true;
        for (int i = 0; i < page.length; i++) {
            if (page[i] != 0 && Place.of(page[i]).file() == file) {
                page[i] = 0;
            }
            empty = empty && page[i] == 0;
        }
        return empty;
    }
}
