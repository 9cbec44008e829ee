// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The files of a closed log segment, as they lie in the broker's log directory.
 *
 * @param transactionIndex absent where the broker has none
 * @param leaderEpochs the leader epoch checkpoint up to the segment's end; never consumed
 */
public record SegmentFiles(
        Path log,
        Path offsetIndex,
        Path timeIndex,
        Optional<Path> transactionIndex,
        Path producerSnapshot,
        ByteBuffer leaderEpochs) {

    public SegmentFiles {
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(offsetIndex, "offsetIndex");
        Objects.requireNonNull(timeIndex, "timeIndex");
        Objects.requireNonNull(transactionIndex, "transactionIndex");
        Objects.requireNonNull(producerSnapshot, "producerSnapshot");
        leaderEpochs = leaderEpochs.slice().asReadOnlyBuffer();
    }
}
