// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteLogMetadataManager;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;

/** The calls that brokers from 4.0 on make, and that the interface of 3.9 does not have yet. */
public final class NewerCalls {
    private NewerCalls() {}

    public static boolean isReady(RemoteLogMetadataManager manager, TopicIdPartition partition) {
        return (Boolean) call(manager, "isReady", new Class<?>[] {TopicIdPartition.class}, partition);
    }

    public static Optional<RemoteLogSegmentMetadata> nextSegmentWithTxnIndex(
            RemoteLogMetadataManager manager, TopicIdPartition partition, int epoch, long offset) {
        Class<?>[] types = {TopicIdPartition.class, int.class, long.class};
        return ((Optional<?>) call(manager, "nextSegmentWithTxnIndex", types, partition, epoch, offset))
                .map(RemoteLogSegmentMetadata.class::cast);
    }

    private static Object call(RemoteLogMetadataManager manager, String name, Class<?>[] types, Object... arguments) {
        try {
            Method method = manager.getClass().getMethod(name, types);
            return method.invoke(manager, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new AssertionError(e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
