// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.segment.testing.Seed;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BlockChecksumsTest {

    private final Seed seed = Seed.ofThisRun();

    @Test
    void thoseOfBlocksAreThoseOfTheirBytes() {
        Random random = new Random(seed.value());
        for (int round = 0; round < 1000; round++) {
            byte[] log = new byte[random.nextInt(50_000)];
            random.nextBytes(log);
            int chunkBytes = 1 + random.nextInt(20_000);
            int blockBytes = chunkBytes * (1 + random.nextInt(5));

            assertThat(BlockChecksums.of(checksums(log, chunkBytes), log.length, chunkBytes, blockBytes))
                    .as("%s, round %d", seed, round)
                    .isEqualTo(checksums(log, blockBytes));
        }
    }

    private static int[] checksums(byte[] bytes, int step) {
        int[] all = new int[BlockTable.blocksIn(bytes.length, step)];
        for (int i = 0; i < all.length; i++) {
            CRC32C crc = new CRC32C();
            crc.update(Arrays.copyOfRange(bytes, i * step, Math.min(bytes.length, (i + 1) * step)));
            all[i] = (int) crc.getValue();
        }
        return all;
    }
}
