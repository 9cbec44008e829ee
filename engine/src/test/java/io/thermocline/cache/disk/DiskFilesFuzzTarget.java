// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.fuzz.FuzzTarget;
import io.thermocline.store.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The input: a file of the disk cache, which is opened as it is and with right checksums. Whatever it is, the cache opens,
 * takes a block, and finds that block again when it is opened the next time.
 */
public final class DiskFilesFuzzTarget implements FuzzTarget {

    private static final long MOST_ON_DISK = 16L * 1024 * 1024;
    private static final byte[] MAGIC = "THRMCACHE-1\n".getBytes(StandardCharsets.US_ASCII);
    private static final ObjectKey KEY = new ObjectKey("segments/orders/one.seg");
    private static final ObjectKey OWN = new ObjectKey("segments/orders/own.seg");
    private static final ByteBuffer BLOCK =
            ByteBuffer.wrap("a block that was put by this process".getBytes(StandardCharsets.UTF_8));

    private final Path directory = temporary();

    private static Path temporary() {
        try {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "disk-cache")
                    : Files.createTempDirectory("disk-cache");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "disk-cache";
    }

    @Override
    public List<byte[]> seeds() {
        ByteBuffer records = ByteBuffer.allocate(2000).put(MAGIC);
        record(records, KEY, 0, 100);
        record(records, KEY, 1, 100);
        record(records, new ObjectKey("\u6d41/" + "k".repeat(255)), 7, 1);
        record(records, KEY, 4095, 60);
        return List.of(
                Arrays.copyOf(records.array(), records.position()),
                MAGIC,
                Arrays.copyOf(records.array(), MAGIC.length + 500));
    }

    private static void record(ByteBuffer out, ObjectKey key, int block, int length) {
        out.put(new DiskRecord(key, block, length).encode()).put(new byte[length]);
    }

    @Override
    public List<String> words() {
        return List.of("TCB1", "THRMCACHE-1\n", "segments/", "/", "..", "\0", "\u6d41");
    }

    @Override
    public void parse(byte[] input) throws IOException {
        check(input);
        check(repaired(input));
    }

    private void check(byte[] file) throws IOException {
        Files.write(directory.resolve("thermocline-blocks-00000003.cache"), file);
        try {
            try (DiskFiles files = DiskFiles.open(directory, MOST_ON_DISK).orElseThrow()) {
                for (int block : new int[] {0, 1, 2, 4095, Integer.MAX_VALUE}) {
                    readIfThere(files, block);
                }
                files.add(OWN, 5, BLOCK.duplicate());
                assertThat(files.bytes()).isBetween(1L, MOST_ON_DISK);
                checkOwn(files);
            }
            try (DiskFiles files = DiskFiles.open(directory, MOST_ON_DISK).orElseThrow()) {
                checkOwn(files);
            }
        } finally {
            clear();
        }
    }

    private static void readIfThere(DiskFiles files, int block) throws IOException {
        if (files.has(KEY, block)) {
            assertThat(files.read(KEY, block, ByteBuffer.allocate(1))).isTrue();
        }
    }

    private static void checkOwn(DiskFiles files) throws IOException {
        ByteBuffer found = ByteBuffer.allocate(BLOCK.remaining());
        assertThat(files.read(OWN, 5, found)).isTrue();
        assertThat(found.flip()).isEqualTo(BLOCK);
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /** Makes the beginning right, and the checksum of each record's head as long as the next can be found. */
    private static byte[] repaired(byte[] file) {
        byte[] repaired = file.length < MAGIC.length ? Arrays.copyOf(file, MAGIC.length) : file.clone();
        System.arraycopy(MAGIC, 0, repaired, 0, MAGIC.length);
        ByteBuffer bytes = ByteBuffer.wrap(repaired);
        long at = MAGIC.length;
        while (repaired.length - at >= DiskRecord.FIXED_BYTES + Integer.BYTES) {
            int head = (int) at;
            int crcAt = head + DiskRecord.FIXED_BYTES + (bytes.getShort(head + 4) & 0xffff);
            if (crcAt > repaired.length - Integer.BYTES) {
                break;
            }
            bytes.put(head, "TCB1".getBytes(StandardCharsets.US_ASCII));
            CRC32C crc = new CRC32C();
            crc.update(repaired, head, crcAt - head);
            bytes.putInt(crcAt, (int) crc.getValue());
            at = crcAt + Integer.BYTES + Math.max(0L, bytes.getInt(head + 12));
        }
        return repaired;
    }

    /** Opening a directory has its price, four times; then it is some hundred bytes for each of the shortest records. */
    @Override
    public long mostBytes(byte[] input) {
        return 512 * 1024 + 128L * input.length;
    }
}
