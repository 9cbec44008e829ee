// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thermocline.segment.testing.Seed;
import io.thermocline.segment.testing.TestSegment;
import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every byte of an object is covered by a checksum: no flipped bit is harmless, and none goes unnoticed. */
class SegmentCorruptionTest {

    @TempDir
    private Path directory;

    private final Seed seed = Seed.ofThisRun();
    private final TestTier tier = new TestTier();
    private TestSegment segment;
    private SegmentExtent extent;
    private byte[] object;

    @BeforeEach
    void writeSegment() throws IOException {
        segment = TestSegment.builder().size(30_000).transactions(3).writeTo(directory);
        extent = tier.write(segment);
        object = tier.bytes(segment);
    }

    @Test
    void theObjectAsItWasWrittenIsRead() throws IOException {
        readEverything(Optional.of(extent));
        readEverything(Optional.empty());
    }

    @Test
    void aFlippedBitAnywhereIsFoundOut() throws IOException {
        Random random = seed.random();

        for (int i = 0; i < 1000; i++) {
            assertFlipIsFoundOut(random.nextInt(object.length * 8));
        }
    }

    @Test
    void everyFlippedBitOfTheTrailerIsFoundOut() throws IOException {
        for (int bit = (object.length - Trailer.BYTES) * 8; bit < object.length * 8; bit++) {
            assertFlipIsFoundOut(bit);
        }
    }

    @Test
    void everyFlippedBitOfTheManifestIsFoundOut() throws IOException {
        int length = ByteBuffer.wrap(object).getInt(object.length - Trailer.BYTES + 24);

        for (int bit = (object.length - Trailer.BYTES - length) * 8; bit < object.length * 8; bit += 3) {
            assertFlipIsFoundOut(bit);
        }
    }

    private void assertFlipIsFoundOut(int bit) throws IOException {
        byte[] flipped = object.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        tier.replace(segment.key(), flipped);
        String what = "bit %d of byte %d of %s; %s".formatted(bit % 8, bit / 8, extent, seed);

        assertCorrupt(catchThrowable(() -> readEverything(Optional.empty())), what);
        assertCorrupt(catchThrowable(() -> readEverything(Optional.of(extent))), what);
    }

    @Test
    void anObjectThatIsCutOffAnywhereIsFoundOut() throws IOException {
        for (int length = 0; length < object.length; length += length > object.length - 2000 ? 1 : 97) {
            tier.replace(segment.key(), Arrays.copyOf(object, length));

            assertCorrupt(catchThrowable(() -> readEverything(Optional.empty())), "cut off at " + length);
            assertCorrupt(catchThrowable(() -> readEverything(Optional.of(extent))), "cut off at " + length);
        }
    }

    @Test
    void anObjectWhoseDataWasCutOutIsFoundOut() throws IOException {
        byte[] shifted = Arrays.copyOfRange(object, 4096, object.length);
        tier.replace(segment.key(), shifted);

        assertCorrupt(catchThrowable(() -> readEverything(Optional.empty())), "the first block is missing");
    }

    @Test
    void anObjectWithSomethingAfterItsEndIsReadOrRefused() throws IOException {
        tier.replace(segment.key(), Arrays.copyOf(object, object.length + 100));

        assertCorrupt(catchThrowable(() -> readEverything(Optional.empty())), "something after the end");
        readEverything(Optional.of(extent));
    }

    @Test
    void aBlockFromElsewhereInTheObjectIsFoundOut() throws IOException {
        byte[] swapped = object.clone();
        System.arraycopy(object, 4096, swapped, 8192, 4096);
        tier.replace(segment.key(), swapped);

        assertThatThrownBy(() -> readEverything(Optional.empty()))
                .cause()
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining(segment.key().value())
                .hasMessageContaining("block 2 (bytes 8192 to 12287)");
    }

    @Test
    void theObjectOfAnotherSegmentIsRefused() throws IOException {
        TestSegment other = segment.withSegmentId(Uuid.randomUuid());
        tier.write(other);
        tier.replace(segment.key(), tier.bytes(other));

        assertThatThrownBy(() -> readEverything(Optional.of(extent)))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining(segment.key().value())
                .hasMessageContaining("holds segment " + other.segmentId() + " instead of " + segment.segmentId());
    }

    @Test
    void anObjectOfGarbageIsRefused() throws IOException {
        Random random = seed.random();

        for (int i = 0; i < 200; i++) {
            byte[] garbage = new byte[random.nextInt(100_000)];
            random.nextBytes(garbage);
            tier.replace(segment.key(), garbage);

            assertCorrupt(catchThrowable(() -> readEverything(Optional.empty())), seed.toString());
            assertCorrupt(catchThrowable(() -> readEverything(Optional.of(extent))), seed.toString());
        }
    }

    @Test
    void aDamagedBlockKeepsNobodyFromTheBlocksBeforeIt() throws IOException {
        byte[] damaged = object.clone();
        damaged[3 * 4096 + 5]++;
        tier.replace(segment.key(), damaged);

        try (InputStream in = tier.open(tier.find(segment), 0, 30_000, 1 << 20)) {
            assertThat(in.readNBytes(3 * 4096)).isEqualTo(Arrays.copyOf(segment.log(), 3 * 4096));
            assertThatThrownBy(in::read).hasMessageContaining("block 3 ");
        }
    }

    private static void assertCorrupt(Throwable thrown, String what) {
        Throwable root = thrown != null && thrown.getCause() instanceof StoreException ? thrown.getCause() : thrown;
        assertThat(root).as(what).isInstanceOf(StoreException.Corrupt.class);
    }

    /** Reads all sections and all data; what it gets is right, or this throws. */
    private void readEverything(Optional<SegmentExtent> known) throws IOException {
        Tail tail = tier.reader.tail(segment.key(), segment.segmentId().toString(), known, Deadline.never());
        SegmentObject found = new SegmentObject(segment.key(), tail.footer());
        byte[] data = tier.open(found, 0, tail.footer().blocks().dataLength(), 1 << 20)
                .readAllBytes();

        assertThat(data).isEqualTo(segment.log());
        for (SectionKind kind : SectionKind.values()) {
            if (kind != SectionKind.BLOCK_TABLE) {
                assertThat(tail.section(kind).orElseThrow().readAllBytes())
                        .isEqualTo(segment.section(kind).orElseThrow());
            }
        }
    }
}
