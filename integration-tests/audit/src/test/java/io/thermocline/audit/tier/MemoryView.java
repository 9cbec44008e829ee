// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A tier of byte arrays. */
final class MemoryView implements TierView {

    private final SortedMap<String, byte[]> objects = new TreeMap<>();
    private long versions;

    void put(String key, byte[] bytes) {
        objects.put(key, bytes);
        versions++;
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return objects.entrySet().stream()
                .filter(object -> object.getKey().startsWith(prefix))
                .map(object -> new StoredObject(object.getKey(), object.getValue().length, "v" + versions))
                .toList();
    }

    @Override
    public List<PendingUpload> uploads(String prefix) {
        return List.of();
    }

    @Override
    public Optional<byte[]> read(String key, long offset, int length) {
        return Optional.ofNullable(objects.get(key)).map(bytes -> {
            int from = (int) Math.min(offset, bytes.length);
            return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length));
        });
    }

    @Override
    public String place() {
        return "memory";
    }

    @Override
    public void close() {}
}
