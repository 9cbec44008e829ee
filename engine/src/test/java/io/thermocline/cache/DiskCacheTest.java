// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.store.testing.Mount;
import io.thermocline.store.testing.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that outlast a restart, and disks that do not do what they should. */
class DiskCacheTest extends CacheFixture {

    @TempDir
    Path disk;

    @BeforeEach
    void open() {
        open(64L * MIB);
    }

    private void open(long bytes) {
        cache.close();
        cache = cache(16 * MIB, 4 * MIB, Optional.of(new BlockCache.DiskSettings(disk, bytes)));
    }

    private void read(Written segment) throws IOException {
        for (int position = 0; position < segment.log().length; ) {
            position = call(segment, position, MIB);
            settleDisk();
        }
        settle();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(disk)) {
            return all.filter(path -> path.toString().endsWith(".cache"))
                    .sorted()
                    .toList();
        }
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    @Test
    void whatWasReadIsThereAfterARestart() throws IOException {
        Written segment = write(10 * MIB);
        read(segment);
        open(64L * MIB);
        requests.reset();

        read(segment);

        assertThat(dataRequests()).isZero();
        assertThat(counters.value("disk-hits")).isEqualTo(10 * MIB / BLOCK);
    }

    @Test
    void whatMemoryHasLetGoComesFromDisk() throws IOException {
        Written segment = write(40 * MIB);
        read(segment);
        requests.reset();

        call(segment, 0, MIB);
        settle();

        assertThat(dataRequests()).isZero();
    }

    @Test
    void flippedBitsAreFoundAndCostARequest() throws IOException {
        Written segment = write(10 * MIB);
        read(segment);
        cache.close();
        Random random = Seed.random();
        for (Path file : files()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                for (int i = 0; i < 20; i++) {
                    long at = 12 + (long) (random.nextDouble() * (channel.size() - 12));
                    ByteBuffer one = ByteBuffer.allocate(1);
                    channel.read(one, at);
                    channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1 << random.nextInt(8))}), at);
                }
            }
        }
        open(64L * MIB);
        requests.reset();

        read(segment);
        assertThat(dataRequests()).isPositive();

        open(64L * MIB);
        read(segment);
        requests.reset();
        read(segment);
        assertThat(dataRequests()).isZero();
    }

    @Test
    void aRecordThatWasHalfWrittenIsNotThere() throws IOException {
        Written segment = write(2 * MIB);
        read(segment);
        cache.close();
        Path last = files().get(files().size() - 1);
        try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1000);
        }
        open(64L * MIB);
        requests.reset();

        read(segment);

        assertThat(dataRequests()).isEqualTo(1);
        assertThat(dataBytes()).isEqualTo(BLOCK);
    }

    @Test
    void whatIsWrittenBehindAHalfWrittenRecordIsThereAfterARestart() throws IOException {
        read(write(2 * MIB));
        cache.close();
        Path last = files().get(files().size() - 1);
        try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1000);
        }
        open(64L * MIB);
        Written later = write(MIB);
        read(later);
        open(64L * MIB);
        requests.reset();

        read(later);

        assertThat(dataRequests()).isZero();
        assertThat(counters.value("disk-bytes")).isEqualTo(bytesOnDisk());
    }

    @Test
    void theLastNameThatThereIsKeepsNobodyFromCaching() throws IOException {
        cache.close();
        Path foreign = Files.writeString(disk.resolve("thermocline-blocks-99999999.cache"), "not a cache");
        Path another = Files.writeString(disk.resolve("thermocline-blocks-00000000.cache"), "nor this");
        open(64L * MIB);
        Written segment = write(2 * MIB);
        read(segment);
        open(64L * MIB);
        requests.reset();

        read(segment);

        assertThat(dataRequests()).isZero();
        assertThat(foreign).hasContent("not a cache");
        assertThat(another).hasContent("nor this");
    }

    @Test
    void filesOfOthersAreLeftAlone() throws IOException {
        cache.close();
        Path foreign = Files.writeString(disk.resolve("notes.txt"), "mine");
        Path lookalike = Files.writeString(disk.resolve("thermocline-blocks-00000007.cache"), "not a cache");
        Path empty = Files.createFile(disk.resolve("thermocline-blocks-00000009.cache"));
        open(64L * MIB);

        read(write(100 * MIB));

        assertThat(foreign).hasContent("mine");
        assertThat(lookalike).hasContent("not a cache");
        assertThat(empty).isEmptyFile();
    }

    @Test
    void itStaysWithinItsBoundOfBytesAndOfFiles() throws IOException {
        for (int i = 0; i < 3; i++) {
            Written segment = write(50 * MIB);
            for (int position = 0; position < segment.log().length; ) {
                position = call(segment, position, MIB);
                settleDisk();
                assertThat(bytesOnDisk()).isLessThanOrEqualTo(64L * MIB);
            }
        }
        assertThat(files().size()).isBetween(10, 17);
        assertThat(counters.value("disk-bytes")).isEqualTo(bytesOnDisk());

        open(16L * MIB);

        assertThat(bytesOnDisk()).isLessThanOrEqualTo(16L * MIB);
    }

    @Test
    void aDropForgetsWhatIsOnDisk() throws IOException {
        Written segment = write(4 * MIB);
        read(segment);

        cache.drop(segment.object().key());
        requests.reset();
        read(segment);

        assertThat(dataBytes()).isEqualTo(4 * MIB);
    }

    /** Also by a clock that goes back. */
    @ParameterizedTest
    @ValueSource(strings = {"PT2M", "PT-1H"})
    void aFullDiskCostsRequestsOnlyAndIsTriedAgain(String later) throws Exception {
        cache.close();
        try (Mount mount = Mount.of("tmpfs", "size=8m", disk)) {
            assertThat(mount).isNotNull();
            open(64L * MIB);
            Written segment = write(30 * MIB);

            read(segment);
            assertThat(counters.value("disk-failures")).isEqualTo(1);

            mount.remount("size=100m");
            clock.advance(Duration.parse(later));
            read(segment);
            assertThat(counters.value("disk-failures")).isEqualTo(1);
            cache.close();
            open(64L * MIB);
            requests.reset();
            read(segment);
            assertThat(dataBytes()).isLessThan(3 * MIB);
            cache.close();
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeMeansNoDiskCache() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "not a directory");
        cache.close();
        cache = cache(16 * MIB, 0, Optional.of(new BlockCache.DiskSettings(file.resolve("cache"), 64 * MIB)));

        read(write(2 * MIB));

        assertThat(counters.value("disk-failures")).isEqualTo(1);
        assertThat(counters.value("disk-bytes")).isZero();
    }

    @Test
    void twoDoNotShareADirectory() throws IOException {
        BlockCache second = cache(16 * MIB, 0, Optional.of(new BlockCache.DiskSettings(disk, 64 * MIB)));

        assertThat(counters.value("disk-failures")).isEqualTo(1);
        second.close();
        read(write(2 * MIB));
        assertThat(counters.value("disk-written-bytes")).isEqualTo(2 * MIB);
    }
}
