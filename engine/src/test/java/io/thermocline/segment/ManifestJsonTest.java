// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.testing.Seed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {

    private static final Manifest MANIFEST = new Manifest(
            List.of(),
            "thermocline 0.1.0",
            "production-eu",
            GoldenSegment.DESCRIPTION,
            List.of(new Section("offset-index", 9000, 16, 0xfedcba98), new Section("block-table", 9016, 28, 1)));

    private static final String JSON = new String(ManifestJson.encode(MANIFEST), StandardCharsets.UTF_8);

    @Test
    void whatIsWrittenIsRead() throws MalformedException {
        assertThat(decode(JSON)).isEqualTo(MANIFEST);
    }

    @Test
    void namesOfAnyScriptAndExtremeNumbersAreReadAsWritten() throws MalformedException {
        SegmentName name = new SegmentName("\u6d41\uD83C\uDF0A\"\\", "id", Integer.MAX_VALUE, Long.MAX_VALUE, "other");
        SegmentDescription extreme = new SegmentDescription(
                name,
                Long.MIN_VALUE,
                -1,
                Long.MAX_VALUE,
                -1,
                0,
                true,
                new TreeMap<>(Map.of(0, 0L, Integer.MAX_VALUE, Long.MAX_VALUE)));
        Manifest manifest = new Manifest(List.of("a", "b"), "\u00e9".repeat(1024), "", extreme, List.of());

        byte[] json = ManifestJson.encode(manifest);

        assertThat(ManifestJson.decode(json, 0, json.length)).isEqualTo(manifest);
    }

    @Test
    void fieldsThatNobodyKnowsAreSkippedWhereverTheyAre() throws MalformedException {
        String unknown = "{\"x\":[1,{\"y\":null}],\"z\":1.5e3,";
        String json = JSON.replace("{", unknown);

        assertThat(decode(json)).isEqualTo(MANIFEST);
    }

    @Test
    void theClusterMayBeAbsent() throws MalformedException {
        assertThat(decode(JSON.replace("\"cluster\"", "\"other\"")).cluster()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "requires",
                "writer",
                "segment",
                "topic",
                "topicId",
                "partition",
                "id",
                "startOffset",
                "endOffset",
                "maxTimestampMs",
                "eventTimestampMs",
                "brokerId",
                "sizeInBytes",
                "transactionIndexEmpty",
                "leaderEpochs",
                "sections",
                "name",
                "offset",
                "length",
                "crc32c"
            })
    void everyOtherFieldMustBeThere(String field) {
        String json = JSON.replaceFirst("\"" + field + "\":", "\"other\":");

        assertThatThrownBy(() -> decode(json))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"partition\":3 | \"partition\":4294967299",
                "\"partition\":3 | \"partition\":3.0",
                "\"partition\":3 | \"partition\":\"3\"",
                "\"partition\":3 | \"partition\":3,\"partition\":3",
                "\"brokerId\":1 | \"brokerId\":-9223372036854775808",
                "\"startOffset\":1200 | \"startOffset\":9223372036854775808",
                "\"startOffset\":1200 | \"startOffset\":99999999999999999999999999999999",
                "\"startOffset\":1200 | \"startOffset\":null",
                "[4,1200] | [4,1200,1]",
                "[4,1200] | [4]",
                "[4,1200] | [5,1200]",
                "[4,1200] | [4294967300,1200]",
                "[4,1200] | 4",
                "\"fedcba98\" | \"fedcba9\"",
                "\"fedcba98\" | \"+edcba98\"",
                "\"fedcba98\" | \"0fedcba98\"",
                "\"fedcba98\" | \"\"",
                "\"transactionIndexEmpty\":false | \"transactionIndexEmpty\":0",
                "\"requires\":[] | \"requires\":[[]]",
                "\"requires\":[] | \"requires\":{}",
                "\"segment\":{ | \"segment\":[{",
                "}]} | }]}x",
                "}]} | }]}{}",
                "}]} | }]",
                "}]} | }"
            })
    void whatIsNotAsTheFormatSaysIsMalformed(String right, String wrong) {
        assertThat(JSON).contains(right);

        assertThatThrownBy(() -> decode(JSON.replace(right, wrong))).isInstanceOf(MalformedException.class);
    }

    @Test
    void depthAndLengthAreBounded() {
        String deep = "[".repeat(1_000_000);
        String wide = "x".repeat(1_000_000);

        assertThatThrownBy(() -> decode(deep)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> decode("{\"other\":" + deep)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> decode(JSON.replace("thermocline", wide))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> decode(JSON.replace("\"writer\"", "\"" + wide + "\":1,\"writer\"")))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void arbitraryChangesEndInAManifestOrInMalformedBytes() {
        Seed seed = Seed.ofThisRun();
        Random random = seed.random();
        String[] snippets = {"{", "}", "[", "]", ",", ":", "\"", "null", "-", "1e9", "9999999999999999999", "\\u", "\0"
        };

        for (int i = 0; i < 20_000; i++) {
            StringBuilder json = new StringBuilder(JSON);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int from = random.nextInt(json.length());
                int to = Math.min(json.length(), from + random.nextInt(6));
                json.replace(from, to, snippets[random.nextInt(snippets.length)]);
            }
            assertParsesOrIsMalformed(json.toString().getBytes(StandardCharsets.UTF_8), seed);
        }
    }

    @Test
    void arbitraryBytesAreMalformed() {
        Seed seed = Seed.ofThisRun();
        Random random = seed.random();

        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertParsesOrIsMalformed(bytes, seed);
        }
    }

    private static void assertParsesOrIsMalformed(byte[] bytes, Seed seed) {
        try {
            ManifestJson.decode(bytes, 0, bytes.length);
        } catch (MalformedException e) {
            assertThat(e).as(seed.toString()).hasMessageContaining("manifest");
        } catch (RuntimeException | Error e) {
            throw new AssertionError(new String(bytes, StandardCharsets.UTF_8) + "; " + seed, e);
        }
    }

    private static Manifest decode(String json) throws MalformedException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return ManifestJson.decode(bytes, 0, bytes.length);
    }
}
