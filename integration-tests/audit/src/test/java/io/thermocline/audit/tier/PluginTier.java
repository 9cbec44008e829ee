// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.tier.TierView.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager;

/** A tier that the plugin itself has filled, the events a broker writes meanwhile, and what may happen to its bytes. */
abstract class PluginTier implements AutoCloseable {

    static final String PREFIX = "warm/";
    static final int BLOCK_BYTES = 16 * 1024;

    private final Path directory;
    private final RemoteStorageManager plugin;
    private final History history = new History();

    PluginTier(Path directory, RemoteStorageManager plugin, Map<String, String> settings) {
        this.directory = directory;
        this.plugin = plugin;
        Map<String, Object> all = new HashMap<>(settings);
        all.put("broker.id", 1);
        all.put("key.prefix", PREFIX);
        all.put("segment.block.bytes", Integer.toString(BLOCK_BYTES));
        plugin.configure(all);
    }

    abstract TierView view();

    abstract void put(String key, byte[] bytes);

    abstract void remove(String key);

    /** Leaves behind what a broker does that is killed while it copies. Returns the key under which it is found. */
    abstract String breakOffCopy(String key);

    History history() {
        return history;
    }

    TierAudit audit() {
        return new TierAudit(view(), PREFIX, history);
    }

    /** Makes a segment, and copies it as a broker does. */
    RemoteLogSegmentMetadata copied(TopicIdPartition partition, long start, int batches) {
        BrokerSegment segment = segment(partition, start, batches);
        history.begun(segment.metadata());
        history.became(segment.metadata(), RemoteLogSegmentState.COPY_SEGMENT_FINISHED, copy(segment));
        return segment.metadata();
    }

    BrokerSegment segment(TopicIdPartition partition, long start, int batches) {
        try {
            return BrokerSegment.create(directory, partition, start, batches);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a segment, and writes no event. */
    Optional<CustomMetadata> copy(BrokerSegment segment) {
        try {
            return plugin.copyLogSegmentData(segment.metadata(), segment.data());
        } catch (RemoteStorageException e) {
            throw new AssertionError(e);
        }
    }

    void delete(RemoteLogSegmentMetadata segment) {
        history.became(segment, RemoteLogSegmentState.DELETE_SEGMENT_STARTED);
        try {
            plugin.deleteLogSegmentData(segment);
        } catch (RemoteStorageException e) {
            throw new AssertionError(e);
        }
        history.became(segment, RemoteLogSegmentState.DELETE_SEGMENT_FINISHED);
    }

    static String key(RemoteLogSegmentMetadata segment) {
        return SegmentKey.of(segment).under(PREFIX);
    }

    byte[] bytes(String key) {
        try {
            StoredObject object = view().list(key).get(0);
            return view().read(key, 0, (int) object.length()).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Flips a bit of the byte there. */
    void flip(String key, long at) {
        byte[] bytes = bytes(key);
        bytes[(int) at] ^= 0x10;
        put(key, bytes);
    }

    @Override
    public void close() {
        try {
            plugin.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
