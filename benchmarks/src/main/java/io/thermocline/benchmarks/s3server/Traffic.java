// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import io.thermocline.s3.testing.S3RequestKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a server was asked, and the bytes of bodies that it took and gave; counted when a request has been read to the
 * end, and bytes when an answer ends, also before its end.
 */
public final class Traffic {

    private final EnumMap<S3RequestKind, Long> requests;
    private final long bytesUp;
    private final long bytesDown;

    Traffic(Map<S3RequestKind, Long> requests, long bytesUp, long bytesDown) {
        this.requests = new EnumMap<>(S3RequestKind.class);
        this.requests.putAll(requests);
        this.bytesUp = bytesUp;
        this.bytesDown = bytesDown;
    }

    /** Returns how many requests there were of that kind. */
    public long requests(S3RequestKind kind) {
        return requests.getOrDefault(kind, 0L);
    }

    /** Returns the numbers of requests of all kinds that there were. */
    public Map<S3RequestKind, Long> requests() {
        return Collections.unmodifiableMap(requests);
    }

    /** Returns how many bytes of objects were taken, without the framing of bodies. */
    public long bytesUp() {
        return bytesUp;
    }

    /** Returns how many bytes of objects were given to clients' connections. */
    public long bytesDown() {
        return bytesDown;
    }

    /** Counts for all connections. */
    static final class Counter {
        private final EnumMap<S3RequestKind, Long> requests = new EnumMap<>(S3RequestKind.class);
        private long bytesUp;
        private long bytesDown;

        synchronized void request(S3RequestKind kind) {
            requests.merge(kind, 1L, Long::sum);
        }

        synchronized void up(long bytes) {
            bytesUp += bytes;
        }

        synchronized void down(long bytes) {
            bytesDown += bytes;
        }

        synchronized Traffic take() {
            Traffic taken = new Traffic(requests, bytesUp, bytesDown);
            requests.clear();
            bytesUp = 0;
            bytesDown = 0;
            return taken;
        }
    }
}
