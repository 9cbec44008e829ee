// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.store.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The inputs from which the golden file was made, and the golden file. */
final class GoldenSegment {

    static final SegmentName NAME =
            new SegmentName("orders", "Yb4hCG9TSMinj0Mhs6hbxQ", 3, 1200, "b3Ls1XVxRdGsBMb4hQ9M8g");
    static final ObjectKey KEY =
            new ObjectKey("segments/orders/Yb4hCG9TSMinj0Mhs6hbxQ/3/00000000000000001200-b3Ls1XVxRdGsBMb4hQ9M8g.seg");

    static final byte[] LOG = pattern(9000, 7);
    static final byte[] OFFSET_INDEX = pattern(16, 11);
    static final byte[] TIME_INDEX = pattern(24, 13);
    static final byte[] TRANSACTION_INDEX = pattern(34, 17);
    static final byte[] PRODUCER_SNAPSHOT = pattern(60, 19);
    static final byte[] LEADER_EPOCHS = "0\n2\n4 1200\n5 1800\n".getBytes(StandardCharsets.US_ASCII);

    static final SegmentDescription DESCRIPTION = new SegmentDescription(
            NAME,
            2399,
            1_700_000_000_000L,
            1_700_000_060_000L,
            1,
            LOG.length,
            false,
            new TreeMap<>(Map.of(4, 1200L, 5, 1800L)));

    private GoldenSegment() {}

    static SegmentFiles writeFilesTo(Path directory) throws IOException {
        return new SegmentFiles(
                Files.write(directory.resolve("log"), LOG),
                Files.write(directory.resolve("index"), OFFSET_INDEX),
                Files.write(directory.resolve("timeindex"), TIME_INDEX),
                Optional.of(Files.write(directory.resolve("txnindex"), TRANSACTION_INDEX)),
                Files.write(directory.resolve("snapshot"), PRODUCER_SNAPSHOT),
                ByteBuffer.wrap(LEADER_EPOCHS));
    }

    /** Returns the object as it was written when the format was fixed. */
    static byte[] file() throws IOException {
        try (InputStream in = GoldenSegment.class.getResourceAsStream("golden-v1.seg")) {
            return in.readAllBytes();
        }
    }

    private static byte[] pattern(int length, int step) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * step + i / 256);
        }
        return bytes;
    }
}
