// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ListedObject;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The store that a part of the contract is tried on, and the few words in which its tests speak. */
interface StoreUnderTest {

    ObjectStore store();

    /** Returns another way to the same objects, such as a second client; the same store if there is none. */
    ObjectStore secondHandle();

    /** Returns how often a race is run. */
    int rounds();

    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(60));
    }

    static ObjectKey key(String key) {
        return new ObjectKey(key);
    }

    default ObjectVersion put(String key, String text) throws IOException {
        return store().put(key(key), Contents.text(text), PutMode.overwrite());
    }

    default byte[] read(String key, long offset, int length) throws StoreException {
        ByteBuffer target = ByteBuffer.allocate(length);
        store().read(key(key), offset, soon(), target);
        return target.array();
    }

    /** Returns the object's bytes as a text; the object has at most some MiB. */
    default String text(String key) throws StoreException {
        return new String(whole(store(), key), StandardCharsets.UTF_8);
    }

    static byte[] whole(ObjectStore store, String key) throws StoreException {
        ByteBuffer target = ByteBuffer.allocate(8 * 1024 * 1024);
        store.readSuffix(key(key), soon(), target);
        byte[] bytes = new byte[target.position()];
        target.flip().get(bytes);
        return bytes;
    }

    /** Returns all keys that begin with {@code prefix}, page by page of at most {@code limit}. */
    default List<String> keys(String prefix, int limit) throws StoreException {
        List<String> keys = new ArrayList<>();
        Optional<ObjectKey> after = Optional.empty();
        do {
            ListPage page = store().list(prefix, after, limit, soon());
            page.objects().stream().map(ListedObject::key).map(ObjectKey::value).forEach(keys::add);
            after = page.next();
        } while (after.isPresent());
        return keys;
    }
}
