// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.metadata;

import io.thermocline.metadata.PartitionView;
import java.util.Iterator;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.metadata.storage.OpenedRemoteLogMetadataCache;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadataUpdate;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/** What is measured: the segments of one partition, kept by Kafka's cache or by the view. */
sealed interface Subject {
    void add(RemoteLogSegmentMetadata metadata) throws RemoteStorageException;

    void update(RemoteLogSegmentMetadataUpdate update) throws RemoteStorageException;

    Optional<RemoteLogSegmentMetadata> find(int epoch, long offset);

    Iterator<RemoteLogSegmentMetadata> list();

    Iterator<RemoteLogSegmentMetadata> list(int epoch) throws RemoteStorageException;

    /** The subjects by the names they have in the report. */
    enum Kind {
        KAFKA {
            @Override
            Subject open(TopicIdPartition partition) {
                return new KafkaSubject(new OpenedRemoteLogMetadataCache());
            }
        },
        THERMOCLINE {
            @Override
            Subject open(TopicIdPartition partition) {
                return new ViewSubject(new PartitionView(partition));
            }
        };

        abstract Subject open(TopicIdPartition partition);
    }

    /** Kafka's cache. */
    record KafkaSubject(OpenedRemoteLogMetadataCache cache) implements Subject {
        @Override
        public void add(RemoteLogSegmentMetadata metadata) {
            cache.add(metadata);
        }

        @Override
        public void update(RemoteLogSegmentMetadataUpdate update) throws RemoteStorageException {
            cache.update(update);
        }

        @Override
        public Optional<RemoteLogSegmentMetadata> find(int epoch, long offset) {
            return cache.find(epoch, offset);
        }

        @Override
        public Iterator<RemoteLogSegmentMetadata> list() {
            return cache.list();
        }

        @Override
        public Iterator<RemoteLogSegmentMetadata> list(int epoch) throws RemoteStorageException {
            return cache.list(epoch);
        }
    }

    /** The view. */
    record ViewSubject(PartitionView view) implements Subject {
        @Override
        public void add(RemoteLogSegmentMetadata metadata) throws RemoteStorageException {
            view.apply(metadata);
        }

        @Override
        public void update(RemoteLogSegmentMetadataUpdate update) throws RemoteStorageException {
            view.apply(update);
        }

        @Override
        public Optional<RemoteLogSegmentMetadata> find(int epoch, long offset) {
            return view.find(epoch, offset);
        }

        @Override
        public Iterator<RemoteLogSegmentMetadata> list() {
            return view.list();
        }

        @Override
        public Iterator<RemoteLogSegmentMetadata> list(int epoch) {
            return view.list(epoch);
        }
    }
}
