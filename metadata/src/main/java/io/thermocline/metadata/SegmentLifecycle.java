// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_STARTED;

import java.util.Optional;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/**
 * The states that a segment goes through:
 *
 * <pre>
 * (none) → COPY_SEGMENT_STARTED → COPY_SEGMENT_FINISHED → DELETE_SEGMENT_STARTED → DELETE_SEGMENT_FINISHED
 *                    └───────────── failed copy ────────────────────┘
 * </pre>
 *
 * A state may follow itself, so that a retry after a failover is no error. A segment that reached
 * DELETE_SEGMENT_FINISHED is gone: whatever comes then, comes to a segment that does not exist.
 */
public final class SegmentLifecycle {
    private SegmentLifecycle() {}

    /**
     * Checks that a segment may be added.
     *
     * @param current the state of the segment of this id, empty if there is none
     * @param asked the state that it is added with
     * @throws IllegalArgumentException if a segment cannot be added with this state, whatever state it is in
     * @throws RefusedTransitionException if the segment is there and past COPY_SEGMENT_STARTED
     */
    public static void checkAdd(
            RemoteLogSegmentId id, Optional<RemoteLogSegmentState> current, RemoteLogSegmentState asked)
            throws RefusedTransitionException {
        if (asked != COPY_SEGMENT_STARTED) {
            throw new IllegalArgumentException(
                    refusal(id, current, asked) + ": a segment is added as " + COPY_SEGMENT_STARTED);
        }
        if (current.isPresent() && current.get() != COPY_SEGMENT_STARTED) {
            throw new RefusedTransitionException(refusal(id, current, asked));
        }
    }

    /**
     * Checks that a segment may be updated.
     *
     * @param current the state of the segment of this id, empty if there is none
     * @param asked the state asked for
     * @throws RemoteResourceNotFoundException if there is no such segment, or not any more
     * @throws RefusedTransitionException if the state asked for cannot follow the one that the segment is in
     * @throws IllegalArgumentException if the update asks for COPY_SEGMENT_STARTED, which only adding gives
     */
    public static void checkUpdate(
            RemoteLogSegmentId id, Optional<RemoteLogSegmentState> current, RemoteLogSegmentState asked)
            throws RemoteStorageException {
        if (current.isEmpty()) {
            throw new RemoteResourceNotFoundException(
                    refusal(id, current, asked) + ": it was never added, or is deleted already");
        }
        if (!mayFollow(current.get(), asked)) {
            throw new RefusedTransitionException(refusal(id, current, asked));
        }
        if (asked == COPY_SEGMENT_STARTED) {
            throw new IllegalArgumentException(
                    refusal(id, current, asked) + " by an update: only adding a segment gives it this state");
        }
    }

    private static boolean mayFollow(RemoteLogSegmentState current, RemoteLogSegmentState asked) {
        if (current == asked) {
            return true;
        }
        return switch (asked) {
            case COPY_SEGMENT_STARTED -> false;
            case COPY_SEGMENT_FINISHED -> current == COPY_SEGMENT_STARTED;
            case DELETE_SEGMENT_STARTED ->
                current == COPY_SEGMENT_STARTED || current == RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
            case DELETE_SEGMENT_FINISHED -> current == RemoteLogSegmentState.DELETE_SEGMENT_STARTED;
        };
    }

    private static String refusal(
            RemoteLogSegmentId id, Optional<RemoteLogSegmentState> current, RemoteLogSegmentState asked) {
        return "Segment " + id + " is in " + current.map(Enum::name).orElse("no state") + " and cannot go to " + asked;
    }
}
