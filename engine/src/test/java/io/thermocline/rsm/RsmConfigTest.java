// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.segment.CopyVerification;
import io.thermocline.store.StoreOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RsmConfigTest {

    private static final List<StoreOption> STORE = List.of(
            new StoreOption.Text("local.path", Optional.empty(), true, "Root directory."),
            new StoreOption.Secret("s3.secret", "A secret."),
            new StoreOption.Flag("s3.path.style", false, "A flag."),
            new StoreOption.Whole("s3.connections", 50, 1, 1000, "A number."),
            new StoreOption.Choice("s3.sse", List.of("none", "aws:kms"), "none", "A choice."));

    private static RsmConfig parse(String... pairs) {
        Map<String, Object> given = new HashMap<>(Map.of("local.path", "/tier"));
        for (int i = 0; i < pairs.length; i += 2) {
            given.put(pairs[i], pairs[i + 1]);
        }
        return RsmConfig.parse(given, STORE);
    }

    @Test
    void defaultsAreThoseOfTheDesign() {
        RsmConfig config = parse();

        assertThat(config.prefixes().present()).isEmpty();
        assertThat(config.blockBytes()).isEqualTo(262_144);
        assertThat(config.copyVerification()).isEqualTo(CopyVerification.REJECT);
        assertThat(config.startupCheck()).isEqualTo(RsmConfig.StartupCheck.WARN);
        assertThat(config.readFirstBytes()).isEqualTo(1_048_576);
        assertThat(config.fetchThreads()).isEqualTo(16);
        assertThat(config.uploadThreads()).isEqualTo(16);
        assertThat(config.fetchTimeout()).hasSeconds(30);
        assertThat(config.fetchIndexTimeout()).hasSeconds(5);
        assertThat(config.uploadRate()).isEmpty();
        assertThat(config.fetchRate()).isEmpty();
        assertThat(config.caches().memoryBytes()).isEqualTo(268_435_456);
        assertThat(config.caches().readAheadBytes()).isEqualTo(33_554_432);
        assertThat(config.caches().hedgePercent()).isZero();
        assertThat(config.caches().disk()).isEmpty();
    }

    @Test
    void hedgingNeedsAMemoryCache() {
        assertThat(parse("fetch.hedge.percent", "5").caches().hedgePercent()).isEqualTo(5);
        assertThatThrownBy(() -> parse("fetch.hedge.percent", "5", "cache.memory.bytes", "0"))
                .hasMessageContaining("cache.memory.bytes")
                .hasMessageContaining("fetch.hedge.percent");
    }

    @Test
    void aDiskCacheNeedsADirectoryABoundAndAMemoryCache() {
        RsmConfig config = parse("cache.disk.path", "/cache", "cache.disk.bytes", "1073741824");
        assertThat(config.caches().disk()).contains(new CacheConfig.Disk(Path.of("/cache"), 1_073_741_824));

        assertThatThrownBy(() -> parse("cache.disk.path", "/cache")).hasMessageContaining("cache.disk.bytes");
        assertThatThrownBy(() -> parse("cache.disk.bytes", "1073741824")).hasMessageContaining("cache.disk.path");
        assertThatThrownBy(() ->
                        parse("cache.disk.path", "/cache", "cache.disk.bytes", "1073741824", "cache.memory.bytes", "0"))
                .hasMessageContaining("cache.memory.bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "segment.block.bytes,-1",
        "segment.block.bytes,many",
        "segment.format.version,2",
        "copy.verify,maybe",
        "startup.check,perhaps",
        "fetch.threads,0",
        "cache.memory.bytes,-1",
        "cache.memory.bytes,1000",
        "cache.memory.bytes,99999999999999",
        "cache.disk.bytes,1000",
        "read.ahead.max.bytes,-1",
        "circuit.breaker.failures,-1",
        "fetch.hedge.percent,-1",
        "fetch.hedge.percent,51",
        "fetch.timeout.ms,-5",
        "upload.max.bytes.per.second,0",
        "key.prefix,/absolute/",
        "key.prefix,a//b",
        "key.prefix,'a,b/'",
        "key.prefix.previous,../up/",
        "s3.path.style,ja",
        "s3.connections,0",
        "s3.sse,rot13"
    })
    void aValueThatCannotBeRightStopsTheStartNamingKeyAndValue(String key, String value) {
        assertThatThrownBy(() -> parse(key, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(value);
    }

    @ParameterizedTest
    @CsvSource({
        "read.first.bytes, 16MB, 'of bytes, without a unit, such as 16777216'",
        "cache.memory.bytes, 1 GiB, 'of bytes, without a unit'",
        "upload.max.bytes.per.second, 10m, 'of bytes, without a unit'",
        "cache.disk.bytes, 1e9, 'of bytes, without a unit'",
        "fetch.timeout.ms, 30s, 'of milliseconds, without a unit, such as 30000'",
        "fetch.threads, 2.5, must be a whole number",
        "s3.connections, ten, must be a whole number"
    })
    void aNumberWithAUnitIsToldWhichUnitItHas(String key, String value, String remedy) {
        assertThatThrownBy(() -> parse(key, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(key, value, remedy);
    }

    @Test
    void spacesAroundANumberDoNoHarm() {
        assertThat(parse("read.first.bytes", " 65536 ").readFirstBytes()).isEqualTo(65_536);
    }

    @Test
    void aRequiredKeyThatIsMissingOrEmptyStopsTheStart() {
        assertThatThrownBy(() -> RsmConfig.parse(Map.of(), STORE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("local.path");
        assertThatThrownBy(() -> parse("local.path", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("local.path");
    }

    @Test
    void aPrefixThatLeavesNoRoomForTheLongestKeyOfASegmentStopsTheStart() {
        String most = "x/".repeat(342);

        assertThat(parse("key.prefix", most).prefixes().present()).isEqualTo(most);
        assertThatThrownBy(() -> parse("key.prefix", most + "x"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at most 684 bytes");
        assertThatThrownBy(() -> parse("key.prefix.previous", "ok/," + most + "x"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("key.prefix.previous");
    }

    @Test
    void aKeyWithoutAValueIsAsIfItWereNotThere() {
        RsmConfig config = parse("key.prefix", null, "key.prefix.previous", null, "cluster.name", null);

        assertThat(config.prefixes().present()).isEmpty();
        assertThat(config.prefixes().previous()).isEmpty();
        assertThat(config.clusterName()).isEmpty();
    }

    @Test
    void unknownKeysAreNoticedButNotThoseTheBrokerAdds() {
        RsmConfig config = parse(
                "broker.id", "4",
                "node.id", "4",
                "cluster.id", "x",
                "log.dir", "/logs",
                "remote.log.metadata.topic", "y",
                "segment.block.byte", "65536");

        assertThat(config.unknownKeys()).containsExactly("segment.block.byte");
        assertThat(config.brokerId()).isEqualTo(4);
    }

    @Test
    void earlierPrefixesMayIncludeTheEmptyOne() {
        assertThat(parse("key.prefix.previous", "a/, /,b/").prefixes().previous())
                .containsExactly("a/", "", "b/");
    }

    @Test
    void storeSettingsAreParsedAndSecretsAreNotShown() {
        RsmConfig config = parse("s3.secret", "hush", "s3.connections", "7");

        assertThat(config.storeSettings().text("s3.secret")).contains("hush");
        assertThat(config.storeSettings().whole("s3.connections")).isEqualTo(7);
        assertThat(config.storeSettings().flag("s3.path.style")).isFalse();
        assertThat(config.toString()).doesNotContain("hush");
    }
}
