// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.rsm.ObjectStorageManager;
import io.thermocline.store.Deadline;
import io.thermocline.store.ListedObject;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager.IndexType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A tier under test: a manager over an instrumented store, and what tests do with it. */
abstract class TierFixture {

    protected static final int MIB = 1024 * 1024;

    @TempDir
    protected Path directory;

    protected InstrumentedProvider provider;
    protected ObjectStorageManager manager;

    /** Returns what opens the tier's store; what was put into it is still there when it is opened again. */
    protected abstract StoreProvider storeProvider();

    /** Returns the settings of an empty store, the same for every call within a test. */
    protected abstract Map<String, String> storeSettings();

    @BeforeEach
    void configure() {
        provider = new InstrumentedProvider(storeProvider());
        manager = configured(Map.of());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Returns another manager over the store. */
    protected ObjectStorageManager configured(Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(storeSettings());
        all.put("broker.id", 1);
        all.putAll(settings);
        ObjectStorageManager fresh = new ObjectStorageManager(provider) {};
        fresh.configure(all);
        return fresh;
    }

    /** Goes on with a manager that has nothing cached, and counts anew. */
    void restart() {
        manager.close();
        manager = configured(Map.of());
        provider.counts().reset();
    }

    KafkaSegment segment(long bytes) throws IOException {
        return KafkaSegment.create(directory, bytes);
    }

    RemoteLogSegmentMetadata copy(KafkaSegment segment) throws RemoteStorageException {
        return segment.copied(manager.copyLogSegmentData(segment.metadata(), segment.data()));
    }

    byte[] index(RemoteLogSegmentMetadata metadata, IndexType type) throws Exception {
        try (InputStream in = manager.fetchIndex(metadata, type)) {
            return in.readAllBytes();
        }
    }

    List<String> keysInStore() throws StoreException {
        return provider.faults().list("", Optional.empty(), 1000, Deadline.never()).objects().stream()
                .map(ListedObject::key)
                .map(ObjectKey::value)
                .toList();
    }

    ObjectKey onlyKey() throws StoreException {
        List<String> keys = keysInStore();
        assertThat(keys).hasSize(1);
        return new ObjectKey(keys.get(0));
    }

    byte[] objectBytes(ObjectKey key) throws StoreException {
        ByteBuffer bytes = ByteBuffer.allocate(
                (int) provider.faults().stat(key, Deadline.never()).length());
        provider.faults().read(key, 0, Deadline.never(), bytes);
        return bytes.array();
    }
}
