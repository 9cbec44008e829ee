// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.List;

/** The input: the length of the data (8 bytes), then a block table. */
public final class BlockTableFuzzTarget implements FuzzTarget {

    @Override
    public String name() {
        return "block-table";
    }

    @Override
    public List<byte[]> seeds() {
        ByteBuffer wide = ByteBuffer.allocate(16 + 2 * 12);
        wide.putInt(4096).putInt(2).putInt(12).putInt(0);
        return List.of(
                input(3 * 4096, new BlockTable(4096, 3 * 4096, new int[3]).encode()),
                input(1, new BlockTable(1 << 24, 1, new int[1]).encode()),
                input(0, new BlockTable(4096, 0, new int[0]).encode()),
                input(Long.MAX_VALUE, new BlockTable(4096, 0, new int[0]).encode()),
                input(1L << 32, new BlockTable(1 << 24, 1L << 32, new int[1 << 8]).encode()),
                input(5000, wide.rewind()));
    }

    private static byte[] input(long dataLength, ByteBuffer table) {
        return ByteBuffer.allocate(Long.BYTES + table.remaining())
                .putLong(dataLength)
                .put(table)
                .array();
    }

    @Override
    public void parse(byte[] input) {
        if (input.length < Long.BYTES) {
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(input);
        long dataLength = in.getLong() & Long.MAX_VALUE;
        BlockTable table;
        try {
            table = BlockTable.decode(in.slice(), dataLength);
        } catch (MalformedException e) {
            Repair.checkMessage(e);
            return;
        }
        assertThat(table.dataLength()).isEqualTo(dataLength);
        assertThat(table.count() == 0).isEqualTo(dataLength == 0);
        if (table.count() > 0) {
            int last = table.count() - 1;
            assertThat(table.blockAt(0)).isZero();
            assertThat(table.blockAt(dataLength - 1)).isEqualTo(last);
            assertThat(table.length(last)).isBetween(1, BlockTable.MAX_BLOCK_BYTES);
            assertThat(table.start(last) + table.length(last)).isEqualTo(dataLength);
            assertThat(table.crc32c(last)).isEqualTo(in.getInt(8 + 16 + last * in.getInt(8 + 8)));
        }
    }

    @Override
    public long mostBytes(byte[] input) {
        return 64 * 1024 + 4L * input.length;
    }
}
