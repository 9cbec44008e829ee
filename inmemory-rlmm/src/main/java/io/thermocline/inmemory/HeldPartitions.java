// SPDX-License-Identifier: Apache-2.0
package io.thermocline.inmemory;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.ReplicaNotAvailableException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/**
 * The partitions of this broker. A partition that is not assigned yet is waited for, because Kafka 3.9 cannot ask
 * whether it is ready.
 *
 * <p>One that does not come in time fails with {@link ReplicaNotAvailableException}, on every version of the broker: it
 * is what the brokers themselves throw then, their tasks take it for worth a retry and do not log it as a failure, and
 * it reaches a consumer as an error that it retries without a word. A {@link RemoteStorageException} of whatever kind
 * would reach the consumer as an unknown server error.
 */
final class HeldPartitions {
    private final Map<TopicIdPartition, HeldPartition> held = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Duration wait = Duration.ZERO;
    private volatile boolean closed;

    void waitFor(Duration atMost) {
        wait = atMost;
    }

    void assign(Collection<TopicIdPartition> partitions) {
        requireOpen();
        for (TopicIdPartition partition : partitions) {
            held.compute(
                    partition,
                    (key, before) -> before != null && before.assign() ? before : new HeldPartition(partition));
        }
        signalChange();
    }

    void stop(Collection<TopicIdPartition> partitions) {
        requireOpen();
        for (TopicIdPartition partition : partitions) {
            held.computeIfPresent(partition, (key, before) -> before.stop() ? null : before);
        }
    }

    boolean isReady(TopicIdPartition partition) {
        HeldPartition found = held.get(partition);
        return !closed && found != null && found.isReady();
    }

    /** Returns the partition to ask; it is assigned. */
    HeldPartition assigned(TopicIdPartition partition) throws RemoteStorageException {
        return get(partition, HeldPartition::isAssigned);
    }

    /**
     * Applies an event to the partition. That may have left this broker a moment ago: what happened to its segments has
     * happened nevertheless, and is kept for its return.
     */
    void apply(TopicIdPartition partition, HeldPartition.Event event) throws RemoteStorageException {
        HeldPartition found = get(partition, any -> true);
        found.apply(event);
        if (!found.isAssigned()) {
            held.computeIfPresent(partition, (key, before) -> before.releaseIfSpent() ? null : before);
        }
    }

    int size() {
        return held.size();
    }

    /** Forgets everything; whoever waits is told so at once. */
    void close() {
        closed = true;
        held.clear();
        signalChange();
    }

    private HeldPartition get(TopicIdPartition partition, Predicate<HeldPartition> wanted)
            throws RemoteStorageException {
        requireOpen();
        HeldPartition found = held.get(partition);
        return found != null && wanted.test(found) ? found : await(partition, wanted);
    }

    private HeldPartition await(TopicIdPartition partition, Predicate<HeldPartition> wanted)
            throws RemoteStorageException {
        lock.lock();
        try {
            long remaining = wait.toNanos();
            while (true) {
                requireOpen();
                HeldPartition found = held.get(partition);
                if (found != null && wanted.test(found)) {
                    return found;
                }
                if (remaining <= 0) {
                    throw new ReplicaNotAvailableException("Metadata of partition " + partition
                            + " is not ready: the partition is not assigned to this broker (waited for "
                            + wait.toMillis() + " ms)");
                }
                remaining = changed.awaitNanos(remaining);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteStorageException("Interrupted while waiting for partition " + partition, e);
        } finally {
            lock.unlock();
        }
    }

    private void signalChange() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The metadata manager is closed");
        }
    }
}
