// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.hot;

import io.thermocline.segment.SegmentWriter;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.wrap.ForwardingObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the writer of segments adds to sending a log of 64 MiB that is in the page cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Copying {

    private static final int SEND_BYTES = 128 * 1024;

    private final ByteBuffer buffer = ByteBuffer.allocate(SEND_BYTES);
    private final ByteBuffer block = ByteBuffer.allocate(256 * 1024);
    private PlainSegment segment;
    private SegmentWriter inOrder;
    private SegmentWriter lastFirst;

    @Setup
    public void setUp() throws IOException {
        segment = PlainSegment.write();
        inOrder = new SegmentWriter(new Nowhere(false), PlainSegment.SETTINGS);
        lastFirst = new SegmentWriter(new Nowhere(true), PlainSegment.SETTINGS);
    }

    @TearDown
    public void tearDown() throws IOException {
        segment.close();
    }

    /** As to a filesystem, or in a single PUT: each block is read once, scanned and sent. */
    @Benchmark
    public void sendInOrder() throws IOException {
        segment.writeTo(inOrder);
    }

    /** As the first parts of several side by side: the log is scanned to its end first, and then read again. */
    @Benchmark
    public void sendLastByteFirst() throws IOException {
        segment.writeTo(lastFirst);
    }

    /** Reading the log once, for comparison. */
    @Benchmark
    public int readOnly() throws IOException {
        int sum = 0;
        try (FileChannel file = FileChannel.open(segment.log(), StandardOpenOption.READ)) {
            while (file.read(block.clear()) >= 0) {
                sum += block.get(0);
            }
        }
        return sum;
    }

    /** The checksum of one block in the heap. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public long checksumOfBlock() {
        CRC32C crc = new CRC32C();
        crc.update(block.clear());
        return crc.getValue();
    }

    /** Takes what is put and drops it. */
    private final class Nowhere extends ForwardingObjectStore {
        private final boolean lastByteFirst;

        Nowhere(boolean lastByteFirst) {
            super(new MemoryObjectStore());
            this.lastByteFirst = lastByteFirst;
        }

        @Override
        public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
            if (lastByteFirst) {
                read(content, content.length().orElseThrow() - 1);
            }
            read(content, 0);
            return new ObjectVersion("nowhere");
        }

        /** As a client would that sends chunks of this size. */
        private void read(ObjectContent content, long position) throws IOException {
            try (ReadableByteChannel in = content.open(position)) {
                while (in.read(buffer.clear()) >= 0) {
                    // Goes nowhere.
                }
            }
        }
    }
}
