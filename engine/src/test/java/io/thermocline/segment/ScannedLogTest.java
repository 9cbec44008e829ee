// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.testing.Seed;
import io.thermocline.segment.testing.TestSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScannedLogTest {

    private static final int CHUNK = 4096;
    private static final int BLOCK = 3 * CHUNK;
    private static final int BYTES = 100_001;

    private final Seed seed = Seed.ofThisRun();
    private final List<String> flaws = Collections.synchronizedList(new ArrayList<>());
    private byte[] bytes;
    private Path path;
    private SourceFile file;

    @BeforeEach
    void writeLog(@TempDir Path directory) throws IOException {
        TestSegment segment = TestSegment.builder().size(BYTES).writeTo(directory);
        bytes = segment.log();
        path = segment.files().log();
    }

    @AfterEach
    void closeFile() throws IOException {
        file.close();
    }

    private ScannedLog open(ScannedLog.Judge judge) throws IOException {
        file = SourceFile.open(path, CHUNK);
        return new ScannedLog(file, ByteBuffer.allocateDirect(1000), Optional.of(judge));
    }

    private ScannedLog tolerant() throws IOException {
        return open((flaw, batches) -> flaws.add(flaw + " after " + batches));
    }

    private ScannedLog strict() throws IOException {
        return open((flaw, batches) -> {
            throw new BrokenSegmentException("position " + flaw.position());
        });
    }

    private static byte[] chunk(ScannedLog log, int chunk) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(log.chunkLength(chunk));
        log.readChunk(chunk, target);
        assertThat(target.hasRemaining()).isFalse();
        return target.array();
    }

    private byte[] expected(int chunk) {
        return Arrays.copyOfRange(bytes, chunk * CHUNK, Math.min(BYTES, (chunk + 1) * CHUNK));
    }

    private int[] expectedChecksums() {
        return IntStream.rangeClosed(0, BYTES / BLOCK)
                .map(block -> {
                    CRC32C crc = new CRC32C();
                    crc.update(Arrays.copyOfRange(bytes, block * BLOCK, Math.min(BYTES, (block + 1) * BLOCK)));
                    return (int) crc.getValue();
                })
                .toArray();
    }

    @Test
    void chunksInAnyOrderFromManyThreadsAreThoseOfTheFile() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 200; round++) {
                ScannedLog log = tolerant();
                List<Integer> order = new ArrayList<>(
                        IntStream.range(0, file.chunks()).boxed().toList());
                Collections.shuffle(order, new Random(seed.value() + round));
                List<Future<byte[]>> read = order.stream()
                        .map(chunk -> threads.submit(() -> chunk(log, chunk)))
                        .toList();
                for (int i = 0; i < read.size(); i++) {
                    assertThat(read.get(i).get()).as(seed.toString()).isEqualTo(expected(order.get(i)));
                }
                assertThat(log.scanToEnd(BLOCK)).as(seed.toString()).isEqualTo(expectedChecksums());
                file.close();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(flaws).isEmpty();
    }

    @Test
    void theChecksumsAreThereWithoutAnybodyWantingAChunk() throws IOException {
        ScannedLog log = tolerant();

        assertThat(log.scanToEnd(BLOCK)).isEqualTo(expectedChecksums());
        assertThat(log.scanToEnd(BLOCK)).isEqualTo(expectedChecksums());
    }

    @Test
    void whatWasScannedAndThenChangedIsNotHandedOut() throws IOException {
        ScannedLog log = tolerant();
        chunk(log, 10);
        byte[] changed = bytes.clone();
        changed[5 * CHUNK + 7]++;
        changed[15 * CHUNK + 7]++;
        Files.write(path, changed);

        assertThat(chunk(log, 4)).isEqualTo(expected(4));
        assertThatThrownBy(() -> chunk(log, 5))
                .isInstanceOf(SourceChangedException.class)
                .hasMessageContaining("bytes %d to %d".formatted(5 * CHUNK, 6 * CHUNK - 1));
    }

    @Test
    void nothingFromAFlawOnIsHandedOut() throws IOException {
        bytes[60_000]++;
        Files.write(path, bytes);
        ScannedLog log = strict();
        int last = file.chunks() - 1;

        assertThatThrownBy(() -> chunk(log, last)).isInstanceOf(BrokenSegmentException.class);
        assertThatThrownBy(() -> chunk(log, last)).isInstanceOf(BrokenSegmentException.class);
        assertThatThrownBy(() -> log.scanToEnd(BLOCK)).isInstanceOf(BrokenSegmentException.class);
        assertThat(chunk(log, 0)).isEqualTo(expected(0));
    }

    @Test
    void aToleratedFlawIsToldOnce() throws IOException {
        bytes[60_000]++;
        Files.write(path, bytes);
        ScannedLog log = tolerant();

        for (int chunk = 0; chunk < file.chunks(); chunk++) {
            assertThat(chunk(log, chunk)).isEqualTo(expected(chunk));
        }
        assertThat(log.scanToEnd(BLOCK)).isEqualTo(expectedChecksums());
        log.scanToEnd(BLOCK);
        assertThat(flaws).singleElement().asString().contains("checksum");
    }

    @Test
    void aBatchThatIsCutOffIsFoundAtTheEnd() throws IOException {
        Files.write(path, Arrays.copyOf(bytes, BYTES + 5));
        ScannedLog log = strict();

        assertThat(chunk(log, file.chunks() - 1)).hasSize(log.chunkLength(file.chunks() - 1));
        assertThatThrownBy(() -> log.scanToEnd(BLOCK)).isInstanceOf(BrokenSegmentException.class);
        assertThatThrownBy(() -> log.scanToEnd(BLOCK)).isInstanceOf(BrokenSegmentException.class);
    }

    @Test
    void afterAFailureInTheMiddleOfAChunkNoBatchIsFollowedTwice() throws IOException {
        ScannedLog log = strict();
        chunk(log, 3);
        file.close();

        assertThatThrownBy(() -> chunk(log, 4)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> chunk(log, 7)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aLogThatWasTruncatedHasChanged() throws IOException {
        ScannedLog log = strict();
        Files.write(path, Arrays.copyOf(bytes, 50_000));

        assertThatThrownBy(() -> log.scanToEnd(BLOCK))
                .isInstanceOf(SourceChangedException.class)
                .hasMessageContaining("now ends at 50000");
        assertThatThrownBy(() -> chunk(log, 20)).isInstanceOf(SourceChangedException.class);
    }

    @Test
    void anEmptyLogHasNoChunks() throws IOException {
        Files.write(path, new byte[0]);

        assertThat(strict().scanToEnd(BLOCK)).isEmpty();
    }
}
