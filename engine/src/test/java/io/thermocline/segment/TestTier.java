// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.PutMode;
import io.thermocline.store.testing.FaultyObjectStore;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.testing.RequestCounts;
import io.thermocline.store.wrap.ObservedObjectStore;
import java.io.IOException;
import java.util.Optional;

/** A store in memory that counts what it is asked for and fails on demand, with a writer and a reader of segments. */
final class TestTier {

    final MemoryObjectStore memory = new MemoryObjectStore();
    final FaultyObjectStore faulty = new FaultyObjectStore(memory);
    final RequestCounts requests = new RequestCounts();
    final ObjectStore store = new ObservedObjectStore(faulty, requests);
    final SegmentReader reader = new SegmentReader(store);

    private final SegmentWriter writer;

    TestTier(int blockBytes, CopyVerification verification) {
        this.writer = new SegmentWriter(
                store, new SegmentWriter.Settings(blockBytes, verification, "thermocline 0.1.0", "production-eu"));
    }

    /** Makes a tier with blocks of 4 KiB that does not look at what it copies. */
    TestTier() {
        this(BlockTable.MIN_BLOCK_BYTES, CopyVerification.OFF);
    }

    SegmentExtent write(TestSegment segment) throws IOException {
        return writer().write(segment.key(), segment.description(), segment.files());
    }

    SegmentWriter writer() {
        return writer;
    }

    /** Returns the stored object of a segment. */
    byte[] bytes(TestSegment segment) {
        return memory.bytes(segment.key());
    }

    /** Puts other bytes under a key, behind everybody's back. */
    void replace(ObjectKey key, byte[] bytes) throws IOException {
        memory.put(key, ObjectContent.of(bytes), PutMode.overwrite());
    }

    Footer footer(TestSegment segment) throws IOException {
        return reader.footer(segment.key(), segment.segmentId().toString(), Optional.empty(), Deadline.never());
    }

    Tail tail(TestSegment segment) throws IOException {
        return reader.tail(segment.key(), segment.segmentId().toString(), Optional.empty(), Deadline.never());
    }

    SegmentObject find(TestSegment segment) throws IOException {
        return new SegmentObject(segment.key(), footer(segment));
    }

    /** Opens a range of the data, read from the store in requests of about {@code requestBytes}. */
    SegmentInputStream open(SegmentObject segment, long position, long end, int requestBytes) {
        return new SegmentInputStream(
                segment, new StoreBlockSource(store, requestBytes), position, end, Deadline::never);
    }
}
