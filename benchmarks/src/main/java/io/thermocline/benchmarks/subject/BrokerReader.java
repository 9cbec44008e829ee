// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.subject;

import io.thermocline.benchmarks.measure.CallTimes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentMetadata;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager;
import org.apache.kafka.server.log.remote.storage.RemoteStorageManager.IndexType;

/**
 * Reads a segment as a broker reads it for a consumer that fetches a mebibyte at a time: the indexes when the segment is
 * new to it; then, for each fetch, a stream from which it takes the header of a batch and as much as is to be fetched, and
 * which it closes. A fetch begins where the index says, which is the batch before the first that is wanted.
 */
final class BrokerReader {

    static final int FETCH_BYTES = 1024 * 1024;
    private static final int HEADER_BYTES = 17;
    private static final int SIZE_AT = 8;
    private static final int OFFSET_AND_SIZE_BYTES = 12;
    private static final int LAST_OFFSET_DELTA_AT = 23;

    private final RemoteStorageManager manager;
    private final RemoteLogSegmentMetadata segment;
    private final CallTimes times = new CallTimes();
    private final ByteBuffer fetched = ByteBuffer.allocate(FETCH_BYTES);
    private long bytes;
    private long nextOffset;

    BrokerReader(RemoteStorageManager manager, RemoteLogSegmentMetadata segment) {
        this.manager = manager;
        this.segment = segment;
    }

    CallTimes times() {
        return times;
    }

    /** Returns how many bytes it was given, those that it was given twice included. */
    long bytes() {
        return bytes;
    }

    /** Gets the indexes as for a segment that is new to the broker. */
    void readIndexes() throws IOException, RemoteStorageException {
        readIndex(IndexType.OFFSET);
        readIndex(IndexType.TIMESTAMP);
        try {
            readIndex(IndexType.TRANSACTION);
        } catch (RemoteResourceNotFoundException e) {
            // A segment may be without.
        }
    }

    private void readIndex(IndexType type) throws IOException, RemoteStorageException {
        try (InputStream in = manager.fetchIndex(segment, type)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Reads from the first batch to the last, and that no batch is missing is seen from their offsets. */
    void readAll() throws IOException, RemoteStorageException {
        long end = segment.segmentSizeInBytes();
        long position = 0;
        while (nextOffset <= segment.endOffset()) {
            if (position >= end) {
                throw new IOException("the segment ended before offset " + nextOffset);
            }
            fetch((int) position);
            position += consume();
        }
    }

    /** Fetches once, from wherever. */
    void fetch(int position) throws IOException, RemoteStorageException {
        long start = System.nanoTime();
        byte[] target = fetched.array();
        int n;
        try (InputStream in = manager.fetchLogSegment(segment, position)) {
            n = in.readNBytes(target, 0, HEADER_BYTES);
            n += in.readNBytes(target, HEADER_BYTES, target.length - HEADER_BYTES);
        }
        times.add(System.nanoTime() - start);
        int expected = Math.min(target.length, segment.segmentSizeInBytes() - position);
        if (n != expected) {
            throw new IOException("at " + position + " there are " + expected + " bytes to read, but " + n + " came");
        }
        bytes += n;
        fetched.clear().limit(n);
    }

    /** Takes whole batches in, and returns how much further on the next fetch begins. */
    private int consume() throws IOException {
        int at = 0;
        int last = 0;
        while (at + LAST_OFFSET_DELTA_AT + Integer.BYTES <= fetched.limit()) {
            int length = OFFSET_AND_SIZE_BYTES + fetched.getInt(at + SIZE_AT);
            if (length < HEADER_BYTES || at + length > fetched.limit()) {
                break;
            }
            long first = fetched.getLong(at);
            if (first > nextOffset) {
                throw new IOException("offset " + nextOffset + " was expected, " + first + " came");
            }
            nextOffset = Math.max(nextOffset, first + fetched.getInt(at + LAST_OFFSET_DELTA_AT) + 1);
            last = at;
            at += length;
        }
        if (last == 0) {
            throw new IOException("no two batches came with offset " + nextOffset);
        }
        return last;
    }
}
