// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The golden file is what {@code docs/format.md} says, looked at without the code that reads and writes segments. */
class FormatDocumentTest {

    private static final int BLOCK_BYTES = 4096;
    private static final int TRAILER_BYTES = 48;

    private byte[] file;
    private ByteBuffer trailer;

    @BeforeEach
    void readGoldenFile() throws IOException {
        file = GoldenSegment.file();
        trailer = ByteBuffer.wrap(file, file.length - TRAILER_BYTES, TRAILER_BYTES)
                .slice();
    }

    @Test
    void theDataComesFirstAndIsTheLogByteForByte() {
        assertThat(Arrays.copyOf(file, GoldenSegment.LOG.length)).isEqualTo(GoldenSegment.LOG);
    }

    @Test
    void theTrailerSaysWhereEverythingIs() throws IOException {
        int manifestLength = trailer.getInt(24);
        List<Map<String, Object>> sections = sections();

        assertThat(trailer.getLong(0))
                .as("footer start")
                .isEqualTo(section("producer-snapshot").get("offset"));
        assertThat(trailer.getLong(8)).as("tail start").isEqualTo(GoldenSegment.LOG.length);
        assertThat(trailer.getLong(16)).as("log length").isEqualTo(GoldenSegment.LOG.length);
        assertThat(end(sections.get(sections.size() - 1)))
                .as("beginning of the manifest")
                .isEqualTo(file.length - TRAILER_BYTES - manifestLength);
        assertThat(trailer.getInt(28))
                .as("checksum of the manifest")
                .isEqualTo(crc32c(file.length - TRAILER_BYTES - manifestLength, manifestLength));
        assertThat(trailer.getShort(32)).as("format version").isEqualTo((short) 1);
        assertThat(trailer.getShort(34)).isZero();
        assertThat(trailer.getInt(36)).as("checksum of the trailer").isEqualTo(crc32c(file.length - TRAILER_BYTES, 36));
        assertThat(new String(file, file.length - 8, 8, StandardCharsets.US_ASCII))
                .isEqualTo("THRMCLIN");
    }

    @Test
    void theManifestHoldsWhatTheBrokerSaysOfTheSegment() throws IOException {
        Map<String, Object> segment = new LinkedHashMap<>();
        segment.put("topic", "orders");
        segment.put("topicId", "Yb4hCG9TSMinj0Mhs6hbxQ");
        segment.put("partition", 3L);
        segment.put("id", "b3Ls1XVxRdGsBMb4hQ9M8g");
        segment.put("startOffset", 1200L);
        segment.put("endOffset", 2399L);
        segment.put("maxTimestampMs", 1_700_000_000_000L);
        segment.put("eventTimestampMs", 1_700_000_060_000L);
        segment.put("brokerId", 1L);
        segment.put("sizeInBytes", 9000L);
        segment.put("transactionIndexEmpty", false);
        segment.put("leaderEpochs", List.of(List.of(4L, 1200L), List.of(5L, 1800L)));

        Map<String, Object> manifest = manifest();

        assertThat(manifest)
                .containsEntry("requires", List.of())
                .containsEntry("writer", "thermocline 0.1.0")
                .containsEntry("cluster", "production-eu")
                .containsEntry("segment", segment)
                .containsOnlyKeys("requires", "writer", "cluster", "segment", "sections");
    }

    @Test
    void theSectionsLieOneAfterAnotherFromTheTailStartOn() throws IOException {
        long at = trailer.getLong(8);

        for (Map<String, Object> section : sections()) {
            assertThat(section).containsOnlyKeys("name", "offset", "length", "crc32c");
            assertThat(section.get("offset")).isEqualTo(at);
            String crc = "%08x".formatted(crc32c((int) at, ((Long) section.get("length")).intValue()));
            assertThat(section.get("crc32c")).isEqualTo(crc);
            at = end(section);
        }
        assertThat(sections())
                .extracting(section -> section.get("name"))
                .containsExactly(
                        "offset-index",
                        "time-index",
                        "transaction-index",
                        "producer-snapshot",
                        "leader-epochs",
                        "block-table");
    }

    @Test
    void aSectionIsTheBrokersFile() throws IOException {
        assertThat(bytes("offset-index")).isEqualTo(GoldenSegment.OFFSET_INDEX);
        assertThat(bytes("time-index")).isEqualTo(GoldenSegment.TIME_INDEX);
        assertThat(bytes("transaction-index")).isEqualTo(GoldenSegment.TRANSACTION_INDEX);
        assertThat(bytes("producer-snapshot")).isEqualTo(GoldenSegment.PRODUCER_SNAPSHOT);
        assertThat(bytes("leader-epochs")).isEqualTo(GoldenSegment.LEADER_EPOCHS);
    }

    @Test
    void theBlockTableHasTheChecksumOfEveryBlock() throws IOException {
        ByteBuffer table = ByteBuffer.wrap(bytes("block-table"));

        assertThat(table.getInt()).as("length of a block").isEqualTo(BLOCK_BYTES);
        assertThat(table.getInt()).as("number of blocks").isEqualTo(3);
        assertThat(table.getInt()).as("bytes in an entry").isEqualTo(4);
        assertThat(table.getInt()).isZero();
        assertThat(table.getInt()).isEqualTo(crc32c(0, BLOCK_BYTES));
        assertThat(table.getInt()).isEqualTo(crc32c(BLOCK_BYTES, BLOCK_BYTES));
        assertThat(table.getInt()).isEqualTo(crc32c(2 * BLOCK_BYTES, 9000 - 2 * BLOCK_BYTES));
        assertThat(table.hasRemaining()).isFalse();
    }

    private int crc32c(int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(file, offset, length);
        return (int) crc.getValue();
    }

    private byte[] bytes(String name) throws IOException {
        Map<String, Object> section = section(name);
        return Arrays.copyOfRange(file, ((Long) section.get("offset")).intValue(), (int) end(section));
    }

    private static long end(Map<String, Object> section) {
        return (Long) section.get("offset") + (Long) section.get("length");
    }

    private Map<String, Object> section(String name) throws IOException {
        return sections().stream()
                .filter(section -> name.equals(section.get("name")))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> sections() throws IOException {
        return (List<Map<String, Object>>) manifest().get("sections");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> manifest() throws IOException {
        int length = trailer.getInt(24);
        String json = new String(file, file.length - TRAILER_BYTES - length, length, StandardCharsets.UTF_8);
        try (JsonParser in = new JsonFactory().createParser(json)) {
            in.nextToken();
            Map<String, Object> manifest = (Map<String, Object>) value(in);
            assertThat(in.nextToken()).isNull();
            return manifest;
        }
    }

    /** Returns the value that begins at the present token, as maps, lists, strings, longs and booleans. */
    private static Object value(JsonParser in) throws IOException {
        switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String name = in.currentName();
                    in.nextToken();
                    fields.put(name, value(in));
                }
                return fields;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(in));
                }
                return items;
            }
            case VALUE_STRING -> {
                return in.getText();
            }
            case VALUE_NUMBER_INT -> {
                return in.getLongValue();
            }
            default -> {
                return in.getBooleanValue();
            }
        }
    }
}
