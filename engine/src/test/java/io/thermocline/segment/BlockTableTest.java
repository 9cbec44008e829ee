// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.testing.Seed;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockTableTest {

    private static final int BLOCK = 4096;

    @Test
    void whatIsWrittenIsRead() throws MalformedException {
        BlockTable table = new BlockTable(BLOCK, 2 * BLOCK + 1, new int[] {1, -1, Integer.MIN_VALUE});

        BlockTable read = BlockTable.decode(table.encode(), 2 * BLOCK + 1);

        assertThat(read.count()).isEqualTo(3);
        assertThat(read.dataLength()).isEqualTo(2 * BLOCK + 1);
        assertThat(read.crc32c(1)).isEqualTo(-1);
        assertThat(read.crc32c(2)).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void blocksTileTheData() {
        BlockTable table = new BlockTable(BLOCK, 2 * BLOCK + 1, new int[3]);

        assertThat(table.blockAt(BLOCK - 1)).isZero();
        assertThat(table.blockAt(BLOCK)).isEqualTo(1);
        assertThat(table.start(2)).isEqualTo(2 * BLOCK);
        assertThat(table.length(1)).isEqualTo(BLOCK);
        assertThat(table.length(2)).isEqualTo(1);
    }

    @Test
    void entriesMayBeLongerThanThisVersionKnows() throws MalformedException {
        ByteBuffer wide = ByteBuffer.allocate(16 + 2 * 12);
        wide.putInt(BLOCK).putInt(2).putInt(12).putInt(0);
        wide.putInt(5).putLong(99).putInt(6).putLong(99).flip();

        BlockTable table = BlockTable.decode(wide, BLOCK + 1);

        assertThat(table.crc32c(0)).isEqualTo(5);
        assertThat(table.crc32c(1)).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "4095, 2, 4, 0, 24, 8000",
        "16777217, 1, 4, 0, 20, 8000",
        "0, 2, 4, 0, 24, 8000",
        "-4096, 2, 4, 0, 24, 8000",
        "4096, 1, 4, 0, 20, 8000",
        "4096, 3, 4, 0, 28, 8000",
        "4096, -2, 4, 0, 24, 8000",
        "4096, 2, 3, 0, 22, 8000",
        "4096, 2, 65, 0, 146, 8000",
        "4096, 2, -4, 0, 8, 8000",
        "4096, 2, 0, 0, 16, 8000",
        "4096, 2, 4, 1, 24, 8000",
        "4096, 2, 4, 0, 23, 8000",
        "4096, 2, 4, 0, 25, 8000",
        "4096, 2147483647, 64, 0, 24, 8796093018112",
        "4096, -1, 4, 0, 24, 17592186040320",
        "4096, 0, 4, 0, 16, 9223372036854775807"
    })
    void aHeaderThatMakesNoSenseIsMalformed(
            int blockBytes, int count, int entryBytes, int reserved, int length, long dataLength) {
        ByteBuffer table = ByteBuffer.allocate(length);
        ByteBuffer header = ByteBuffer.allocate(16);
        header.putInt(blockBytes).putInt(count).putInt(entryBytes).putInt(reserved);
        table.put(0, header.array(), 0, Math.min(16, length));

        assertThatThrownBy(() -> BlockTable.decode(table, dataLength)).isInstanceOf(MalformedException.class);
    }

    @Test
    void arbitraryBytesAreATableOrMalformed() {
        Seed seed = Seed.ofThisRun();
        Random random = seed.random();

        for (int i = 0; i < 50_000; i++) {
            ByteBuffer table = new BlockTable(BLOCK, 3 * BLOCK, new int[3]).encode();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                table.put(random.nextInt(16), (byte) (random.nextBoolean() ? random.nextInt() : 0));
            }
            table.limit(random.nextInt(10) == 0 ? random.nextInt(28) : 28);
            long dataLength = random.nextBoolean() ? 3 * BLOCK : random.nextLong() >>> 1;
            try {
                BlockTable read = BlockTable.decode(table, dataLength);
                assertThat(read.start(read.count() - 1) + read.length(read.count() - 1))
                        .as(seed.toString())
                        .isEqualTo(dataLength);
            } catch (MalformedException e) {
                assertThat(e).as(seed.toString()).hasMessageContaining("block table");
            } catch (RuntimeException e) {
                throw new AssertionError(seed.toString(), e);
            }
        }
    }
}
