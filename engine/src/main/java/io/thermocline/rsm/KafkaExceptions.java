// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import io.thermocline.store.StoreException;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/** The one place where what went wrong becomes an exception of Kafka's. */
final class KafkaExceptions {

    private KafkaExceptions() {}

    /**
     * For a failed copy: always the plain exception, because after a retriable one the broker neither cleans up nor counts
     * the failure, and tries again under a new id.
     */
    static RemoteStorageException ofCopy(String what, Throwable cause) {
        return new RemoteStorageException(message(what, cause), cause);
    }

    /** For a failed fetch or delete. */
    static RemoteStorageException of(String what, Throwable cause) {
        if (cause instanceof RemoteStorageException e) {
            return e;
        }
        if (cause instanceof StoreException.NotFound) {
            return new RemoteResourceNotFoundException(message(what, cause), cause);
        }
        if (cause instanceof StoreException.Unavailable) {
            return KafkaBridge.retriable(message(what, cause), cause);
        }
        return new RemoteStorageException(message(what, cause), cause);
    }

    private static String message(String what, Throwable cause) {
        String why = cause instanceof StoreException ? cause.getMessage() : cause.toString();
        return what + " failed: " + why;
    }
}
