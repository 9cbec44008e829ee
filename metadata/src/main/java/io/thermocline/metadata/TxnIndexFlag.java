// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata.CustomMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;

/**
 * Makes segment metadata, and reads its mark of an empty transaction index, on brokers that know this mark (from 4.0)
 * and on 3.9, which does not. There the mark reads as false, the answer that makes the broker look into the index.
 */
final class TxnIndexFlag {
    private static final MethodHandle CREATE;
    private static final MethodHandle IS_EMPTY;

    static {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        MethodType withoutFlag = MethodType.methodType(
                void.class,
                RemoteLogSegmentId.class,
                long.class,
                long.class,
                long.class,
                int.class,
                long.class,
                int.class,
                Optional.class,
                RemoteLogSegmentState.class,
                Map.class);
        MethodHandle create;
        MethodHandle isEmpty;
        try {
            create = lookup.findConstructor(
                    RemoteLogSegmentMetadata.class, withoutFlag.appendParameterTypes(boolean.class));
            isEmpty = lookup.findVirtual(
                    RemoteLogSegmentMetadata.class, "isTxnIdxEmpty", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException beforeTheFlag) {
            create = createWithoutFlag(lookup, withoutFlag);
            isEmpty = MethodHandles.dropArguments(
                    MethodHandles.constant(boolean.class, false), 0, RemoteLogSegmentMetadata.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
        CREATE = create;
        IS_EMPTY = isEmpty;
    }

    private TxnIndexFlag() {}

    private static MethodHandle createWithoutFlag(MethodHandles.Lookup lookup, MethodType withoutFlag) {
        try {
            MethodHandle create = lookup.findConstructor(RemoteLogSegmentMetadata.class, withoutFlag);
            return MethodHandles.dropArguments(create, withoutFlag.parameterCount(), boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static boolean isEmpty(RemoteLogSegmentMetadata metadata) {
        try {
            return (boolean) IS_EMPTY.invokeExact(metadata);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static RemoteLogSegmentMetadata create(
            RemoteLogSegmentId id,
            long startOffset,
            long endOffset,
            long maxTimestampMs,
            int brokerId,
            long eventTimestampMs,
            int sizeInBytes,
            Optional<CustomMetadata> customMetadata,
            RemoteLogSegmentState state,
            Map<Integer, Long> leaderEpochs,
            boolean txnIndexEmpty) {
        try {
            return (RemoteLogSegmentMetadata) CREATE.invokeExact(
                    id,
                    startOffset,
                    endOffset,
                    maxTimestampMs,
                    brokerId,
                    eventTimestampMs,
                    sizeInBytes,
                    customMetadata,
                    state,
                    leaderEpochs,
                    txnIndexEmpty);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }
}
