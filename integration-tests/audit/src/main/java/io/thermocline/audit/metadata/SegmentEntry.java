// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.metadata;

import java.util.Objects;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;

/**
 * A segment as the metadata have it.
 *
 * @param started as it was when its copy began; this is what the plugin saw
 * @param current with all that came later; broker id and event time are those of the last event
 */
public record SegmentEntry(RemoteLogSegmentMetadata started, RemoteLogSegmentMetadata current) {

    public SegmentEntry {
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(current, "current");
    }

    /** Returns how far it has come. */
    public RemoteLogSegmentState state() {
        return current.state();
    }
}
