// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.testing.MemoryObjectStore;
import io.thermocline.store.wrap.ForwardingObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments as long as a position can say, and longer. Their files are sparse: they take no room on the disk. */
class TwoGibibytesTest {

    private static final int MOST = Integer.MAX_VALUE;
    /** The smallest: so the table is the longest. */
    private static final int BLOCK = BlockTable.MIN_BLOCK_BYTES;

    @TempDir
    private Path directory;

    private final EndKeeper store = new EndKeeper();
    private TestSegment segment;

    @BeforeEach
    void makeSegment() throws IOException {
        segment = TestSegment.builder().size(10_000).writeTo(directory);
    }

    @Test
    void theLongestSegmentIsReadUpToItsLastByte() throws IOException {
        extend(segment.files().log(), MOST);

        SegmentExtent extent = write();

        SegmentReader reader = new SegmentReader(store.object());
        Footer footer =
                reader.footer(segment.key(), segment.segmentId().toString(), Optional.of(extent), Deadline.never());
        BlockTable blocks = footer.blocks();
        int last = (1 << 19) - 1;
        assertThat(extent.tailStart()).isEqualTo(MOST);
        assertThat(extent.footerLength()).isBetween(4 << 19, (4 << 19) + 4096);
        assertThat(blocks.count()).isEqualTo(last + 1);
        assertThat(blocks.blockAt(MOST - 1)).isEqualTo(last);
        assertThat(blocks.length(last)).isEqualTo(BLOCK - 1);
        assertThat(blocks.start(last) + blocks.length(last)).isEqualTo(MOST);
        SegmentObject found = new SegmentObject(segment.key(), footer);
        for (int from : new int[] {MOST - 3 * BLOCK, MOST - BLOCK - 1, MOST - BLOCK, MOST - 3, MOST - 1}) {
            assertThat(read(found, from)).isEqualTo(marked(MOST - from));
        }
        assertThat(read(found, MOST)).isEmpty();
    }

    private byte[] read(SegmentObject found, long from) throws IOException {
        StoreBlockSource source = new StoreBlockSource(store.object(), 1 << 20);
        try (InputStream in = new SegmentInputStream(found, source, from, MOST, Deadline::never)) {
            return in.readAllBytes();
        }
    }

    /** Zeros, and the mark at the end. */
    private static byte[] marked(int length) {
        byte[] bytes = new byte[length];
        for (int i = 1; i <= Math.min(3, length); i++) {
            bytes[length - i] = (byte) i;
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {MOST + 1L, 1L << 40, 1L << 43})
    void aLogLongerThanAPositionCanSayIsRefusedBeforeItIsRead(long length) throws IOException {
        extend(segment.files().log(), length);

        assertThatThrownBy(() -> write())
                .isInstanceOf(BrokenSegmentException.class)
                .hasMessageContaining(segment.files().log() + " has " + length + " bytes")
                .hasMessageContaining("not copied");
    }

    @Test
    void anIndexLongerThanAnyIsRefusedBeforeItIsRead() throws IOException {
        extend(segment.files().timeIndex(), MOST + 1L);

        assertThatThrownBy(() -> write())
                .isInstanceOf(BrokenSegmentException.class)
                .hasMessageContaining(segment.files().timeIndex().toString());
    }

    @Test
    void indexesThatAreTooLongTogetherAreRefusedBeforeTheyAreRead() throws IOException {
        extend(segment.files().offsetIndex(), MOST / 2);
        extend(segment.files().timeIndex(), MOST / 2);

        assertThatThrownBy(() -> write())
                .isInstanceOf(BrokenSegmentException.class)
                .hasMessageContaining(segment.segmentId().toString())
                .hasMessageContaining(segment.files().timeIndex().toString())
                .hasMessageContaining("bytes together");
    }

    private SegmentExtent write() throws IOException {
        SegmentWriter writer = new SegmentWriter(
                store, new SegmentWriter.Settings(BLOCK, CopyVerification.OFF, "thermocline 0.1.0", ""));
        return writer.write(segment.key(), segment.description(), segment.files());
    }

    /** Makes a file of nothing but zeros that long, with a mark at its end. */
    private static void extend(Path file, long length) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(0);
            sparse.setLength(length);
            sparse.seek(length - 3);
            sparse.write(new byte[] {3, 2, 1});
        }
    }

    /** Keeps of an object only what comes after its first two gibibytes, nearly; the rest must be zeros. */
    private static final class EndKeeper extends ForwardingObjectStore {

        private static final int KEPT_DATA = 8 * BLOCK;

        private EndOfObject object;

        EndKeeper() {
            super(new MemoryObjectStore());
        }

        @Override
        public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
            long length = content.length().orElseThrow();
            long from = Math.max(0, MOST - KEPT_DATA);
            ByteBuffer end = ByteBuffer.allocate((int) (length - from));
            try (ReadableByteChannel reading = content.open(from)) {
                while (end.hasRemaining() && reading.read(end) >= 0) {
                    continue;
                }
                assertThat(end.hasRemaining()).isFalse();
                assertThat(reading.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
            object = new EndOfObject(from, end.array());
            return new ObjectVersion("kept");
        }

        EndOfObject object() {
            return object;
        }
    }
}
