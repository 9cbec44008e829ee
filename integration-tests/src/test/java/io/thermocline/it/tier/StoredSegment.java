// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.tier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A segment object as it lies in the tier, verified to the last byte.
 *
 * @param tier where it lies
 * @param key the object's key
 * @param length how many bytes it has
 * @param dataLength how many of its first bytes are the log
 * @param footerStart where the indexes end
 * @param manifest what the object says of itself
 */
public record StoredSegment(Tier tier, String key, long length, long dataLength, long footerStart, JsonNode manifest) {

    private static final int TRAILER_BYTES = 48;
    private static final int TRAILER_CRC_AT = 36;
    private static final byte[] MAGIC = "THRMCLIN".getBytes(StandardCharsets.US_ASCII);
    private static final ObjectMapper JSON = new ObjectMapper();

    public StoredSegment {
        Objects.requireNonNull(tier, "tier");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(manifest, "manifest");
    }

    /**
     * Reads an object whole.
     *
     * @throws AssertionError if any byte of it is not covered by a checksum, or does not fit the one that covers it
     */
    public static StoredSegment read(Tier tier, String key) {
        try {
            return parse(tier, key, tier.bytes(key));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + key, e);
        }
    }

    private static StoredSegment parse(Tier tier, String key, byte[] object) throws IOException {
        require(object.length > TRAILER_BYTES, key, "it has only " + object.length + " bytes");
        int trailerAt = object.length - TRAILER_BYTES;
        ByteBuffer trailer = ByteBuffer.wrap(object, trailerAt, TRAILER_BYTES).slice();
        require(Arrays.equals(MAGIC, Arrays.copyOfRange(object, object.length - 8, object.length)), key, "no magic");
        require(crc(object, trailerAt, TRAILER_CRC_AT) == trailer.getInt(TRAILER_CRC_AT), key, "trailer checksum");
        long footerStart = trailer.getLong(0);
        long tailStart = trailer.getLong(8);
        int manifestLength = trailer.getInt(24);
        require(trailer.getLong(16) == tailStart, key, "the log's length is not that of the data");
        require(trailer.getShort(32) == 1 && trailer.getShort(34) == 0, key, "format version");
        int manifestAt = trailerAt - manifestLength;
        require(crc(object, manifestAt, manifestLength) == trailer.getInt(28), key, "manifest checksum");
        JsonNode manifest = JSON.readTree(object, manifestAt, manifestLength);
        require(manifest.get("requires").isEmpty(), key, "requires something");
        verifySections(key, object, manifest, tailStart, manifestAt);
        return new StoredSegment(tier, key, object.length, tailStart, footerStart, manifest);
    }

    private static void verifySections(String key, byte[] object, JsonNode manifest, long tailStart, int manifestAt) {
        long at = tailStart;
        boolean blocks = false;
        for (JsonNode section : manifest.get("sections")) {
            String name = section.get("name").asText();
            int offset = section.get("offset").asInt();
            int length = section.get("length").asInt();
            require(offset == at, key, "a gap before section " + name);
            int stored = Integer.parseUnsignedInt(section.get("crc32c").asText(), 16);
            require(crc(object, offset, length) == stored, key, "checksum of section " + name);
            if (name.equals("block-table")) {
                verifyBlocks(
                        key,
                        object,
                        (int) tailStart,
                        ByteBuffer.wrap(object, offset, length).slice());
                blocks = true;
            }
            at += length;
        }
        require(at == manifestAt, key, "a gap before the manifest");
        require(blocks, key, "no block table");
    }

    private static void verifyBlocks(String key, byte[] object, int dataLength, ByteBuffer table) {
        int blockBytes = table.getInt();
        int count = table.getInt();
        int entryBytes = table.getInt();
        require(count == (dataLength + blockBytes - 1) / blockBytes, key, "number of blocks");
        for (int block = 0; block < count; block++) {
            int from = block * blockBytes;
            int stored = table.getInt(16 + block * entryBytes);
            require(
                    crc(object, from, Math.min(blockBytes, dataLength - from)) == stored,
                    key,
                    "checksum of block " + block);
        }
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private static void require(boolean condition, String key, String what) {
        if (!condition) {
            throw new AssertionError("object " + key + " is not whole: " + what);
        }
    }

    /** Returns what the manifest says of the segment. */
    public JsonNode segment() {
        return manifest.get("segment");
    }

    /** Returns the offset of the segment's first record. */
    public long startOffset() {
        return segment().get("startOffset").asLong();
    }

    /** Returns the offset of the segment's last record. */
    public long endOffset() {
        return segment().get("endOffset").asLong();
    }

    /** Returns the newest timestamp of the segment's records. */
    public long maxTimestampMs() {
        return segment().get("maxTimestampMs").asLong();
    }

    /** Returns how long a section is; 0 if there is none of that name. */
    public long sectionLength(String name) {
        for (JsonNode section : manifest.get("sections")) {
            if (section.get("name").asText().equals(name)) {
                return section.get("length").asLong();
            }
        }
        return 0;
    }

    /** Returns the log segment, the first bytes of the object. */
    public byte[] data() {
        return Arrays.copyOf(tier.bytes(key), Math.toIntExact(dataLength));
    }
}
