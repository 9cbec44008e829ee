// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The input: a manifest. What is read of it can be written, and then read again. */
public final class ManifestFuzzTarget implements FuzzTarget {

    @Override
    public String name() {
        return "manifest";
    }

    @Override
    public List<byte[]> seeds() {
        SegmentDescription extreme = new SegmentDescription(
                new SegmentName("\u6d41\uD83C\uDF0A\"\\", "id", Integer.MAX_VALUE, Long.MAX_VALUE, "other"),
                Long.MIN_VALUE,
                -1,
                Long.MAX_VALUE,
                -1,
                0,
                true,
                new TreeMap<>(Map.of(0, 0L, Integer.MAX_VALUE, Long.MAX_VALUE)));
        Manifest plain = new Manifest(
                List.of(),
                "thermocline 0.1.0",
                "production-eu",
                GoldenSegment.DESCRIPTION,
                List.of(new Section("offset-index", 9000, 16, 0xfedcba98), new Section("block-table", 9016, 28, 1)));
        byte[] json = ManifestJson.encode(plain);
        return List.of(
                json,
                ManifestJson.encode(new Manifest(List.of("a", "b"), "", "", extreme, List.of())),
                new String(json, StandardCharsets.UTF_8)
                        .replace("{", "{\"x\":[1,{\"y\":null}],\"z\":1.5e3,")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<String> words() {
        return List.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"",
                "null",
                "true",
                "-",
                "1e9",
                "\\u",
                "\\ud800",
                "\\udc00",
                "\0",
                "[[",
                "{\"a\":",
                "\"requires\":[",
                "\"segment\":{",
                "\"leaderEpochs\":[[1,1],",
                "\"sections\":[{",
                "\"x\":",
                "[1,1],",
                "9".repeat(100),
                "\uFEFF",
                "/*",
                "//",
                "NaN",
                "'");
    }

    @Override
    public void parse(byte[] input) throws MalformedException {
        Manifest manifest;
        try {
            manifest = ManifestJson.decode(input, 0, input.length);
        } catch (MalformedException e) {
            Repair.checkMessage(e);
            return;
        }
        byte[] again = ManifestJson.encode(manifest);
        assertThat(ManifestJson.decode(again, 0, again.length)).isEqualTo(manifest);
    }

    /** A leader epoch is five characters, and an entry of a map with its key and value, twice. */
    @Override
    public long mostBytes(byte[] input) {
        return 512 * 1024 + 128L * input.length;
    }
}
