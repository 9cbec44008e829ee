// SPDX-License-Identifier: Apache-2.0
package io.thermocline.inmemory;

import io.thermocline.metadata.PartitionView;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/**
 * The view of a partition and what became of the partition on this broker. The view outlives the assignment, so that a
 * partition which moves away and comes back finds its segments again.
 */
final class HeldPartition {
    private final PartitionView view;

    /** Written under this object's lock. */
    private volatile boolean assigned = true;

    /** Written under this object's lock; once true, no event is taken any more. */
    private volatile boolean over;

    HeldPartition(TopicIdPartition partition) {
        this.view = new PartitionView(partition);
    }

    boolean isAssigned() {
        return assigned;
    }

    /** Returns whether the partition can be asked: it is assigned, and its deletion has not finished. */
    boolean isReady() {
        return assigned && !over;
    }

    /** Returns the view to ask, without a lock. */
    PartitionView view() throws RemoteResourceNotFoundException {
        if (over) {
            throw new RemoteResourceNotFoundException(
                    "Partition " + view.partition() + " is deleted, or has left this broker with no segment");
        }
        return view;
    }

    /** Assigns the partition again; returns false if it is over and has to begin anew. */
    synchronized boolean assign() {
        assigned = true;
        return !over;
    }

    /** Ends the assignment; returns whether there is nothing left that is worth holding. */
    synchronized boolean stop() {
        assigned = false;
        return releaseIfSpent();
    }

    /** Applies an event to the view, and sees to what it means for the partition. */
    synchronized void apply(Event event) throws RemoteStorageException {
        boolean deletionUnderWay = view().deletion().isPresent();
        event.applyTo(view);
        over = deletionUnderWay && view.deletion().isEmpty();
    }

    /** Returns whether nothing is left that is worth holding, and then takes no event any more. */
    synchronized boolean releaseIfSpent() {
        if (!assigned && view.size() == 0 && view.deletion().isEmpty()) {
            over = true;
        }
        return over && !assigned;
    }

    /** Something that happened to a partition. */
    @FunctionalInterface
    interface Event {
        void applyTo(PartitionView view) throws RemoteStorageException;
    }
}
