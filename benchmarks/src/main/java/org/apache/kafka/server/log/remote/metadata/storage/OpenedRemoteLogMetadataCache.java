// SPDX-License-Identifier: Apache-2.0
package org.apache.kafka.server.log.remote.metadata.storage;

import java.util.Iterator;
import java.util.Optional;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/** Opens Kafka's cache, whose methods are visible in its package only, to benchmarks. */
public final class OpenedRemoteLogMetadataCache {
    private final RemoteLogMetadataCache cache = new RemoteLogMetadataCache();

    public OpenedRemoteLogMetadataCache() {
        cache.markInitialized();
    }

    public void add(RemoteLogSegmentMetadata metadata) {
        cache.addCopyInProgressSegment(metadata);
    }

    public void update(RemoteLogSegmentMetadataUpdate update) throws RemoteStorageException {
        cache.updateRemoteLogSegmentMetadata(update);
    }

    public Optional<RemoteLogSegmentMetadata> find(int epoch, long offset) {
        return cache.remoteLogSegmentMetadata(epoch, offset);
    }

    public Iterator<RemoteLogSegmentMetadata> list() {
        return cache.listAllRemoteLogSegments();
    }

    public Iterator<RemoteLogSegmentMetadata> list(int epoch) throws RemoteStorageException {
        return cache.listRemoteLogSegments(epoch);
    }
}
