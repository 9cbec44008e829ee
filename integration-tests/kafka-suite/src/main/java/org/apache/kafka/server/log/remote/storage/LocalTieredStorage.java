// SPDX-License-Identifier: Apache-2.0
package org.apache.kafka.server.log.remote.storage;

import io.thermocline.it.kafka.TierOfTests;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.ChildFirstClassLoader;
import org.apache.kafka.server.log.remote.storage.LocalTieredStorageEvent.EventType;
import org.apache.kafka.server.log.remote.storage.LocalTieredStorageListener.LocalTieredStorageListeners;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;

/**
 * Stands where Kafka's tests expect the tier that they bring along: they find it by this name and look into it. It loads
 * the plugin from the distribution as a broker does that has a {@code class.path}, hands every call on, and tells the
 * tests what became of it. What they then ask about the tier is answered by a look at what lies there.
 */
public final class LocalTieredStorage implements RemoteStorageManager {

    private static final String DIRECTORY = "dir";
    private static final String BROKER_ID = "broker.id";

    /** What Kafka's tests configure for the tier of theirs, and a broker would warn about. */
    private static final List<String> KAFKAS_OWN = List.of(DIRECTORY, "delete.on.close", "delete.enable");

    private final LocalTieredStorageListeners listeners = new LocalTieredStorageListeners();
    private final LocalTieredStorageHistory history = new LocalTieredStorageHistory();
    private final AtomicInteger events = new AtomicInteger();
    private RemoteStorageManager plugin;
    private StoredFilesets stored;
    private int brokerId;

    public LocalTieredStorage() {
        history.listenTo(this);
    }

    @Override
    public void configure(Map<String, ?> configs) {
        TierOfTests tier = TierOfTests.ofThisJvm();
        // All brokers of a test share a directory, and no other test has it.
        String test = TierOfTests.prefix((String) configs.get(DIRECTORY));
        Map<String, Object> settings = new HashMap<>(configs);
        settings.keySet().removeAll(KAFKAS_OWN);
        settings.putAll(tier.settings());
        settings.put("key.prefix", test);

        brokerId = (Integer) configs.get(BROKER_ID);
        stored = new StoredFilesets(tier.objects().resolve(test));
        plugin = load(tier);
        plugin.configure(settings);
    }

    private static RemoteStorageManager load(TierOfTests tier) {
        ClassLoader loader = new ChildFirstClassLoader(tier.classPath(), LocalTieredStorage.class.getClassLoader());
        try {
            Class<?> type = Class.forName(tier.className(), true, loader);
            if (type.getClassLoader() != loader) {
                throw new IllegalStateException(type + " does not come from " + tier.classPath());
            }
            return new ClassLoaderAwareRemoteStorageManager(
                    (RemoteStorageManager) type.getDeclaredConstructor().newInstance(), loader);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot load " + tier.className() + " from " + tier.classPath(), e);
        }
    }

    @Override
    public Optional<CustomMetadata> copyLogSegmentData(RemoteLogSegmentMetadata metadata, LogSegmentData data)
            throws RemoteStorageException {
        return told(EventType.COPY_SEGMENT, metadata, () -> {
            Optional<CustomMetadata> custom = plugin.copyLogSegmentData(metadata, data);
            stored.requireWhole(metadata);
            return custom;
        });
    }

    @Override
    public InputStream fetchLogSegment(RemoteLogSegmentMetadata metadata, int startPosition)
            throws RemoteStorageException {
        return told(EventType.FETCH_SEGMENT, metadata, () -> plugin.fetchLogSegment(metadata, startPosition));
    }

    @Override
    public InputStream fetchLogSegment(RemoteLogSegmentMetadata metadata, int startPosition, int endPosition)
            throws RemoteStorageException {
        return told(
                EventType.FETCH_SEGMENT, metadata, () -> plugin.fetchLogSegment(metadata, startPosition, endPosition));
    }

    @Override
    public InputStream fetchIndex(RemoteLogSegmentMetadata metadata, IndexType type) throws RemoteStorageException {
        return told(fetchOf(type), metadata, () -> plugin.fetchIndex(metadata, type));
    }

    @Override
    public void deleteLogSegmentData(RemoteLogSegmentMetadata metadata) throws RemoteStorageException {
        told(EventType.DELETE_SEGMENT, metadata, () -> {
            plugin.deleteLogSegmentData(metadata);
            stored.requireGone(metadata);
            return null;
        });
    }

    @Override
    public void close() throws IOException {
        if (plugin != null) {
            plugin.close();
        }
    }

    /** Shows all that lies in the tier at this moment. */
    public void traverse(LocalTieredStorageTraverser traverser) {
        stored.traverse(Objects.requireNonNull(traverser, "traverser"));
    }

    public void addListener(LocalTieredStorageListener listener) {
        listeners.add(listener);
    }

    public LocalTieredStorageHistory getHistory() {
        return history;
    }

    public int brokerId() {
        return brokerId;
    }

    /** Makes a call and tells the listeners when it began, and whether it failed. */
    private <T> T told(EventType type, RemoteLogSegmentMetadata metadata, Call<T> call) throws RemoteStorageException {
        LocalTieredStorageEvent.Builder event = LocalTieredStorageEvent.newBuilder(
                        brokerId, type, events.getAndIncrement(), metadata.remoteLogSegmentId())
                .withMetadata(metadata);
        try {
            T result = call.make();
            listeners.onStorageEvent(event.build());
            return result;
        } catch (RemoteStorageException | RuntimeException e) {
            listeners.onStorageEvent(event.withException(e).build());
            throw e;
        }
    }

    private static EventType fetchOf(IndexType type) {
        return switch (type) {
            case OFFSET -> EventType.FETCH_OFFSET_INDEX;
            case TIMESTAMP -> EventType.FETCH_TIME_INDEX;
            case TRANSACTION -> EventType.FETCH_TRANSACTION_INDEX;
            case PRODUCER_SNAPSHOT -> EventType.FETCH_PRODUCER_SNAPSHOT;
            case LEADER_EPOCH -> EventType.FETCH_LEADER_EPOCH_CHECKPOINT;
        };
    }

    @FunctionalInterface
    private interface Call<T> {
        T make() throws RemoteStorageException;
    }
}
