// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thermocline.audit.FindingKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a segment object says of itself. */
record Manifest(
        String topic,
        String topicId,
        long partition,
        String segmentId,
        long startOffset,
        long endOffset,
        long maxTimestampMs,
        long eventTimestampMs,
        long brokerId,
        long sizeInBytes,
        boolean transactionIndexEmpty,
        SortedMap<Integer, Long> leaderEpochs,
        List<Section> sections) {

    /** A part of the object. */
    record Section(String name, long offset, long length, int crc) {
        long end() {
            return offset + length;
        }
    }

    private static final int CRC_DIGITS = 8;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(4096)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Reads a manifest whose checksum was right. */
    static Manifest parse(byte[] object, int from, int length) throws Flaw {
        JsonNode root;
        try {
            root = JSON.readTree(object, from, length);
        } catch (JsonProcessingException e) {
            throw bad("is no JSON of the specification: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw bad("is no JSON of the specification: " + e.getMessage());
        }
        if (root == null || !root.isObject()) {
            throw bad("is no JSON object");
        }
        JsonNode requires = field(root, "requires");
        if (!requires.isArray() || !requires.isEmpty()) {
            throw bad("requires " + requires + ", which version 1 does not know");
        }
        text(root, "writer");
        JsonNode segment = field(root, "segment");
        return new Manifest(
                text(segment, "topic"),
                text(segment, "topicId"),
                number(segment, "partition"),
                text(segment, "id"),
                number(segment, "startOffset"),
                number(segment, "endOffset"),
                number(segment, "maxTimestampMs"),
                number(segment, "eventTimestampMs"),
                number(segment, "brokerId"),
                number(segment, "sizeInBytes"),
                truth(segment, "transactionIndexEmpty"),
                epochs(field(segment, "leaderEpochs")),
                sections(field(root, "sections")));
    }

    private static SortedMap<Integer, Long> epochs(JsonNode pairs) throws Flaw {
        SortedMap<Integer, Long> epochs = new TreeMap<>();
        for (JsonNode pair : pairs) {
            if (pair.size() != 2
                    || !pair.get(0).canConvertToInt()
                    || !pair.get(1).isIntegralNumber()) {
                throw bad("has a leader epoch " + pair + ", which is no pair of epoch and offset");
            }
            if (!epochs.isEmpty() && pair.get(0).intValue() <= epochs.lastKey()) {
                throw bad("has leader epochs that do not ascend: " + pairs);
            }
            epochs.put(pair.get(0).intValue(), pair.get(1).longValue());
        }
        return epochs;
    }

    private static List<Section> sections(JsonNode entries) throws Flaw {
        List<Section> sections = new ArrayList<>();
        for (JsonNode entry : entries) {
            String crc = text(entry, "crc32c");
            if (!crc.matches("[0-9a-fA-F]{" + CRC_DIGITS + "}")) {
                throw bad("has a section whose checksum '" + crc + "' is not eight hexadecimal digits");
            }
            sections.add(new Section(
                    text(entry, "name"),
                    number(entry, "offset"),
                    number(entry, "length"),
                    Integer.parseUnsignedInt(crc, 16)));
        }
        return List.copyOf(sections);
    }

    private static JsonNode field(JsonNode parent, String name) throws Flaw {
        JsonNode field = parent.get(name);
        if (field == null) {
            throw bad("has no field '" + name + "' where one must be");
        }
        return field;
    }

    private static String text(JsonNode parent, String name) throws Flaw {
        JsonNode field = field(parent, name);
        if (!field.isTextual()) {
            throw bad("has " + field + " where '" + name + "' must be a text");
        }
        return field.textValue();
    }

    private static long number(JsonNode parent, String name) throws Flaw {
        JsonNode field = field(parent, name);
        if (!field.isIntegralNumber() || !field.canConvertToLong()) {
            throw bad("has " + field + " where '" + name + "' must be an integer");
        }
        return field.longValue();
    }

    private static boolean truth(JsonNode parent, String name) throws Flaw {
        JsonNode field = field(parent, name);
        if (!field.isBoolean()) {
            throw bad("has " + field + " where '" + name + "' must be true or false");
        }
        return field.booleanValue();
    }

    private static Flaw bad(String what) {
        return new Flaw(FindingKind.BAD_MANIFEST, "has a manifest that " + what);
    }
}
