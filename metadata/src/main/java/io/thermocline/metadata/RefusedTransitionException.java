// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/**
 * An event asked for a state that cannot follow the present one. Nothing was changed. The message names the segment or
 * the partition, the state it is in and the state asked for.
 */
public final class RefusedTransitionException extends RemoteStorageException {
    private static final long serialVersionUID = 1L;

    RefusedTransitionException(String message) {
        super(message);
    }
}
