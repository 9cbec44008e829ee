// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves on disk that is killed, without a chance to tidy up, while it fills the cache. */
class KilledDiskCacheTest extends CacheFixture {

    private static final int KILLED = 128 + 9;
    private static final long DISK_BYTES = 512L * MIB;
    private static final int SEGMENT_BYTES = 24 * MIB;
    /** Where nothing has been flipped: the words with which a file of the cache begins. */
    private static final int BEGINNING = 12;

    private static final int FLIPS = 8;

    @TempDir
    Path disk;

    @RepeatedTest(5)
    void whatIsWholeServesTheNextProcessAndNothingElseDoes() throws Exception {
        Path foreign = Files.writeString(disk.resolve("notes.txt"), "mine");
        Path lookalike = Files.writeString(disk.resolve("thermocline-blocks-00000000.cache"), "not a cache");
        Written segment = write(SEGMENT_BYTES);
        killWhileFilling(segment, BLOCK + random.nextInt(2 * SEGMENT_BYTES));

        long hits = readInNewProcess(segment);
        assertThat(hits).as("blocks that the killed process left").isPositive();

        assertThat(readInNewProcess(segment))
                .as("blocks on disk after all were read once more")
                .isEqualTo(SEGMENT_BYTES / BLOCK);

        cache.close();
        damage();
        long whole = readInNewProcess(segment);
        assertThat(whole).as("blocks that are not damaged").isBetween(1L, SEGMENT_BYTES / BLOCK - 1L);
        while (whole < SEGMENT_BYTES / BLOCK) {
            // One damaged block behind another is found only when it is read itself.
            long mended = readInNewProcess(segment);
            assertThat(mended)
                    .as("blocks after damaged ones were fetched again")
                    .isGreaterThan(whole);
            whole = mended;
        }
        assertThat(foreign).hasContent("mine");
        assertThat(lookalike).hasContent("not a cache");
    }

    private void killWhileFilling(Written segment, long bytes) throws Exception {
        Path object = Files.write(
                directory.resolve("object"), memory.bytes(segment.object().key()));
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                DiskFiller.class.getName()));
        command.addAll(DiskFiller.arguments(object, segment.object(), disk, DISK_BYTES));
        Process filler = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (bytesOnDisk() < bytes) {
                assertThat(filler.isAlive())
                        .as(() -> "it fills: " + read(output))
                        .isTrue();
                assertThat(System.nanoTime()).as("it fills in time").isLessThan(until);
                Thread.onSpinWait();
            }
        } finally {
            filler.toHandle().destroyForcibly();
        }
        assertThat(filler.waitFor()).as(() -> read(output)).isEqualTo(KILLED);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Reads all of the segment through a cache that knows only what is on disk, and returns how many blocks were there. */
    private long readInNewProcess(Written segment) throws IOException {
        cache.close();
        cache = cache(16 * MIB, 4 * MIB, Optional.of(new BlockCache.DiskSettings(disk, DISK_BYTES)));
        requests.reset();
        long before = counters.value("disk-hits");
        for (int position = 0; position < SEGMENT_BYTES; ) {
            position = call(segment, position, MIB);
            settleDisk();
        }
        settle();
        long hits = counters.value("disk-hits") - before;
        assertThat(hits * BLOCK + dataBytes())
                .as("each block comes from one place")
                .isEqualTo(SEGMENT_BYTES);
        return hits;
    }

    /** Flips some bits of every file of the cache. */
    private void damage() throws IOException {
        for (Path file : filled()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                for (int i = 0; i < FLIPS; i++) {
                    long at = BEGINNING + random.nextLong(channel.size() - BEGINNING);
                    ByteBuffer one = ByteBuffer.allocate(1);
                    channel.read(one, at);
                    channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1 << random.nextInt(8))}), at);
                }
            }
        }
    }

    private List<Path> filled() throws IOException {
        try (Stream<Path> all = Files.list(disk)) {
            return all.filter(file -> file.toString().endsWith(".cache") && sizeOf(file) > BLOCK)
                    .toList();
        }
    }

    private long bytesOnDisk() throws IOException {
        return filled().stream().mapToLong(KilledDiskCacheTest::sizeOf).sum();
    }

    /** The other process may just have removed it. */
    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
