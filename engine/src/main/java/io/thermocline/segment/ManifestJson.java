// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes and reads the manifest's JSON. Fields that a reader does not know are skipped: what must not be skipped is
 * named in {@code requires}.
 */
final class ManifestJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(4096)
                    .maxNameLength(256)
                    .maxNumberLength(20)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ManifestJson() {}

    static byte[] encode(Manifest manifest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeArrayFieldStart("requires");
            for (String requirement : manifest.requires()) {
                out.writeString(requirement);
            }
            out.writeEndArray();
            out.writeStringField("writer", manifest.writer());
            if (!manifest.cluster().isEmpty()) {
                out.writeStringField("cluster", manifest.cluster());
            }
            write(out, manifest.segment());
            write(out, manifest.sections());
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, SegmentDescription segment) throws IOException {
        out.writeObjectFieldStart("segment");
        out.writeStringField("topic", segment.name().topic());
        out.writeStringField("topicId", segment.name().topicId());
        out.writeNumberField("partition", segment.name().partition());
        out.writeStringField("id", segment.name().segmentId());
        out.writeNumberField("startOffset", segment.name().startOffset());
        out.writeNumberField("endOffset", segment.endOffset());
        out.writeNumberField("maxTimestampMs", segment.maxTimestampMs());
        out.writeNumberField("eventTimestampMs", segment.eventTimestampMs());
        out.writeNumberField("brokerId", segment.brokerId());
        out.writeNumberField("sizeInBytes", segment.sizeInBytes());
        out.writeBooleanField("transactionIndexEmpty", segment.transactionIndexEmpty());
        out.writeArrayFieldStart("leaderEpochs");
        for (Map.Entry<Integer, Long> epoch : segment.leaderEpochs().entrySet()) {
            out.writeStartArray();
            out.writeNumber(epoch.getKey());
            out.writeNumber(epoch.getValue());
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, List<Section> sections) throws IOException {
        out.writeArrayFieldStart("sections");
        for (Section section : sections) {
            out.writeStartObject();
            out.writeStringField("name", section.name());
            out.writeNumberField("offset", section.offset());
            out.writeNumberField("length", section.length());
            out.writeStringField("crc32c", "%08x".formatted(section.crc32c()));
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    static Manifest decode(byte[] bytes, int offset, int length) throws MalformedException {
        try (JsonParser in = JSON.createParser(bytes, offset, length)) {
            expect(in, in.nextToken(), JsonToken.START_OBJECT);
            Manifest manifest = readManifest(in);
            if (in.nextToken() != null) {
                throw new MalformedException("there is something after the end of the manifest");
            }
            return manifest;
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            throw new MalformedException("the manifest is not as it should be: " + e.getMessage(), e);
        }
    }

    private static Manifest readManifest(JsonParser in) throws IOException, MalformedException {
        List<String> requires = null;
        String writer = null;
        String cluster = "";
        SegmentDescription segment = null;
        List<Section> sections = null;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            JsonToken value = in.nextToken();
            switch (field) {
                case "requires" -> requires = readRequires(in, value);
                case "writer" -> writer = text(in, value);
                case "cluster" -> cluster = text(in, value);
                case "segment" -> segment = readSegment(in, value);
                case "sections" -> sections = readSections(in, value);
                default -> in.skipChildren();
            }
        }
        return new Manifest(
                need(requires, "requires"),
                need(writer, "writer"),
                cluster,
                need(segment, "segment"),
                need(sections, "sections"));
    }

    private static List<String> readRequires(JsonParser in, JsonToken value) throws IOException, MalformedException {
        expect(in, value, JsonToken.START_ARRAY);
        List<String> requires = new ArrayList<>();
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            requires.add(text(in, token));
        }
        return requires;
    }

    private static SegmentDescription readSegment(JsonParser in, JsonToken value)
            throws IOException, MalformedException {
        expect(in, value, JsonToken.START_OBJECT);
        Map<String, String> texts = new TreeMap<>();
        Map<String, Long> numbers = new TreeMap<>();
        Boolean transactionIndexEmpty = null;
        SortedMap<Integer, Long> epochs = null;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            JsonToken token = in.nextToken();
            switch (field) {
                case "topic", "topicId", "id" -> texts.put(field, text(in, token));
                case "partition",
                        "startOffset",
                        "endOffset",
                        "maxTimestampMs",
                        "eventTimestampMs",
                        "brokerId",
                        "sizeInBytes" -> numbers.put(field, number(in, token));
                case "transactionIndexEmpty" -> transactionIndexEmpty = in.getBooleanValue();
                case "leaderEpochs" -> epochs = readEpochs(in, token);
                default -> in.skipChildren();
            }
        }
        return new SegmentDescription(
                new SegmentName(
                        need(texts.get("topic"), "topic"),
                        need(texts.get("topicId"), "topicId"),
                        Math.toIntExact(need(numbers.get("partition"), "partition")),
                        need(numbers.get("startOffset"), "startOffset"),
                        need(texts.get("id"), "id")),
                need(numbers.get("endOffset"), "endOffset"),
                need(numbers.get("maxTimestampMs"), "maxTimestampMs"),
                need(numbers.get("eventTimestampMs"), "eventTimestampMs"),
                Math.toIntExact(need(numbers.get("brokerId"), "brokerId")),
                need(numbers.get("sizeInBytes"), "sizeInBytes"),
                need(transactionIndexEmpty, "transactionIndexEmpty"),
                need(epochs, "leaderEpochs"));
    }

    private static SortedMap<Integer, Long> readEpochs(JsonParser in, JsonToken value)
            throws IOException, MalformedException {
        expect(in, value, JsonToken.START_ARRAY);
        SortedMap<Integer, Long> epochs = new TreeMap<>();
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            expect(in, token, JsonToken.START_ARRAY);
            int epoch = Math.toIntExact(number(in, in.nextToken()));
            if (!epochs.isEmpty() && epoch <= epochs.lastKey()) {
                throw new MalformedException("the manifest has leader epoch " + epoch + " after " + epochs.lastKey());
            }
            epochs.put(epoch, number(in, in.nextToken()));
            expect(in, in.nextToken(), JsonToken.END_ARRAY);
        }
        return epochs;
    }

    private static List<Section> readSections(JsonParser in, JsonToken value) throws IOException, MalformedException {
        expect(in, value, JsonToken.START_ARRAY);
        List<Section> sections = new ArrayList<>();
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            expect(in, token, JsonToken.START_OBJECT);
            sections.add(readSection(in));
        }
        return sections;
    }

    private static Section readSection(JsonParser in) throws IOException, MalformedException {
        Map<String, String> texts = new TreeMap<>();
        Map<String, Long> numbers = new TreeMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            JsonToken token = in.nextToken();
            switch (field) {
                case "name", "crc32c" -> texts.put(field, text(in, token));
                case "offset", "length" -> numbers.put(field, number(in, token));
                default -> in.skipChildren();
            }
        }
        return new Section(
                need(texts.get("name"), "name"),
                need(numbers.get("offset"), "offset"),
                need(numbers.get("length"), "length"),
                checksum(need(texts.get("crc32c"), "crc32c")));
    }

    private static int checksum(String digits) throws MalformedException {
        if (digits.length() != 8) {
            throw new MalformedException("the manifest has a checksum of " + digits.length() + " digits");
        }
        return HexFormat.fromHexDigits(digits);
    }

    private static String text(JsonParser in, JsonToken token) throws IOException, MalformedException {
        expect(in, token, JsonToken.VALUE_STRING);
        return in.getText();
    }

    private static long number(JsonParser in, JsonToken token) throws IOException, MalformedException {
        expect(in, token, JsonToken.VALUE_NUMBER_INT);
        return in.getLongValue();
    }

    private static <T> T need(T value, String field) throws MalformedException {
        if (value == null) {
            throw new MalformedException("the manifest lacks " + field);
        }
        return value;
    }

    private static void expect(JsonParser in, JsonToken found, JsonToken expected) throws MalformedException {
        if (found != expected) {
            throw new MalformedException("the manifest has %s where %s should be, at byte %d"
                    .formatted(found, expected, in.currentLocation().getByteOffset()));
        }
    }
}
