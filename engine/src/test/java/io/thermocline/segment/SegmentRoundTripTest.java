// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.segment.testing.Seed;
import io.thermocline.segment.testing.TestSegment;
import io.thermocline.segment.testing.TestSegmentBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SegmentRoundTripTest {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    @TempDir
    private Path directory;

    static Stream<Arguments> sizesAndBlocks() {
        return Stream.of(
                Arguments.of(0, 4 * KIB, OptionalInt.empty()),
                Arguments.of(0, 256 * KIB, OptionalInt.of(0)),
                Arguments.of(1, 4 * KIB, OptionalInt.of(3)),
                Arguments.of(4 * KIB - 1, 4 * KIB, OptionalInt.empty()),
                Arguments.of(4 * KIB, 4 * KIB, OptionalInt.of(0)),
                Arguments.of(4 * KIB + 1, 4 * KIB, OptionalInt.of(1)),
                Arguments.of(256 * KIB, 256 * KIB, OptionalInt.empty()),
                Arguments.of(256 * KIB + 1, 256 * KIB, OptionalInt.of(5)),
                Arguments.of(1_000_003, 5000, OptionalInt.of(100)),
                Arguments.of(3 * MIB, 16 * MIB, OptionalInt.of(100)),
                Arguments.of(40 * MIB, 256 * KIB, OptionalInt.of(1000)));
    }

    @ParameterizedTest
    @MethodSource("sizesAndBlocks")
    void everyPartComesBackAsItWas(int size, int blockBytes, OptionalInt transactions) throws IOException {
        TestSegmentBuilder builder = size == 1 ? TestSegment.builder().rawLog(new byte[] {7}) : TestSegment.builder();
        transactions.ifPresent(builder::transactions);
        TestSegment segment = builder.size(size).writeTo(directory);
        TestTier tier = new TestTier(blockBytes, size == 1 ? CopyVerification.OFF : CopyVerification.REJECT);

        SegmentExtent extent = tier.write(segment);

        Tail tail = tier.tail(segment);
        for (SectionKind kind : SectionKind.values()) {
            if (kind != SectionKind.BLOCK_TABLE) {
                assertThat(bytes(tail.section(kind)))
                        .isEqualTo(segment.section(kind).map(ByteBuffer::wrap));
            }
        }
        SegmentObject found = tier.find(segment);
        assertThat(found.footer().extent()).isEqualTo(extent);
        assertThat(found.footer().manifest().segment()).isEqualTo(segment.description());
        try (InputStream data = tier.open(found, 0, size, MIB)) {
            assertThat(data.readAllBytes()).isEqualTo(segment.log());
        }
        assertThat(Arrays.copyOf(tier.bytes(segment), size)).isEqualTo(segment.log());
    }

    @ParameterizedTest
    @MethodSource("magicsAndCodecs")
    void verificationAcceptsWhateverABrokerWrites(int magic, CompressionType codec) throws IOException {
        TestSegment segment =
                TestSegment.builder().records(magic, codec).size(150_000).writeTo(directory);
        TestTier tier = new TestTier(8 * KIB, CopyVerification.REJECT);

        tier.write(segment);

        assertThat(tier.open(tier.find(segment), 0, 150_000, MIB).readAllBytes())
                .isEqualTo(segment.log());
    }

    static Stream<Arguments> magicsAndCodecs() {
        return Stream.of(0, 1, 2)
                .flatMap(magic -> Stream.of(CompressionType.values())
                        .filter(codec -> magic == 2 || codec != CompressionType.ZSTD)
                        .map(codec -> Arguments.of(magic, codec)));
    }

    @Test
    void anyRangeReadInAnyWayIsThatRangeOfTheLog() throws IOException {
        Seed seed = Seed.ofThisRun();
        Random random = seed.random();
        int block = 4 * KIB;
        int size = 100 * block + 123;
        TestSegment segment = TestSegment.builder().size(size).writeTo(directory);
        TestTier tier = new TestTier(block, CopyVerification.REJECT);
        tier.write(segment);
        SegmentObject found = tier.find(segment);
        byte[] log = segment.log();

        for (int i = 0; i < 10_000; i++) {
            int start = position(random, size, block);
            int end = start + Math.min(size - start, random.nextInt(random.nextInt(50) == 0 ? size : 3 * block));
            int requestBytes = 1 + random.nextInt(8 * block);

            byte[] read = readSomehow(tier.open(found, start, end, requestBytes), random, log, start);

            assertThat(Arrays.equals(read, 0, read.length, log, start, end))
                    .as("bytes %d to %d, requested %d at a time; %s", start, end, requestBytes, seed)
                    .isTrue();
        }
    }

    /** Positions near the borders of blocks are what goes wrong if anything does. */
    private static int position(Random random, int size, int block) {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt(size + 1);
            case 1 -> random.nextInt(size / block) * block;
            default -> Math.max(0, random.nextInt(size / block) * block + random.nextInt(3) - 1);
        };
    }

    /** Reads a stream to its end by a mixture of all its methods; what is skipped is filled in from the log. */
    private static byte[] readSomehow(InputStream in, Random random, byte[] log, int start) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (in) {
            int step = random.nextInt(7);
            while (true) {
                switch (step) {
                    case 0 -> {
                        int b = in.read();
                        if (b < 0) {
                            return out.toByteArray();
                        }
                        out.write(b);
                    }
                    case 1 -> {
                        byte[] target = new byte[1 + random.nextInt(9000)];
                        int n = in.read(target);
                        if (n < 0) {
                            return out.toByteArray();
                        }
                        out.write(target, 0, n);
                    }
                    case 2 -> out.write(in.readNBytes(random.nextInt(5000)));
                    case 3 -> {
                        int n = (int) in.skip(random.nextInt(6000));
                        out.write(log, start + out.size(), n);
                    }
                    case 4 -> out.write(in.readNBytes(in.available()));
                    case 5 -> {
                        in.transferTo(out);
                        return out.toByteArray();
                    }
                    default -> {
                        out.write(in.readAllBytes());
                        return out.toByteArray();
                    }
                }
                step = random.nextInt(20) == 0 ? random.nextInt(7) : random.nextInt(5);
            }
        }
    }

    /** A batch header, about a mebibyte, close; the next call begins a little before the end of the last one. */
    @Test
    void aConsumerThatReadsAsTheBrokerDoesGetsTheWholeLog() throws IOException {
        int size = 8 * MIB + 321;
        TestSegment segment = TestSegment.builder().size(size).writeTo(directory);
        TestTier tier = new TestTier(256 * KIB, CopyVerification.REJECT);
        tier.write(segment);
        SegmentObject found = tier.find(segment);
        byte[] read = new byte[size];

        int start = 0;
        int end = 0;
        while (end < size) {
            try (InputStream in = tier.open(found, start, size, MIB)) {
                int header = in.readNBytes(read, start, 17);
                end = start + header + in.readNBytes(read, start + header, Math.min(MIB - 17, size - start - header));
            }
            start = Math.max(0, end - 4500);
        }

        assertThat(Arrays.equals(read, segment.log())).isTrue();
    }

    private static Optional<ByteBuffer> bytes(Optional<InputStream> section) throws IOException {
        return section.isPresent() ? Optional.of(ByteBuffer.wrap(section.get().readAllBytes())) : Optional.empty();
    }
}
