// SPDX-License-Identifier: Apache-2.0
package io.thermocline.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InMemoryConfigTest {
    @Test
    void nothingNeedsToBeConfigured() {
        InMemoryConfig config = InMemoryConfig.parse(Map.of());

        assertThat(config.readyWait()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.unknownKeys()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"soon, Not a number", "-1, at least 0", "60001, no more than 60000"})
    void aMalformedValueStopsTheStartAndSaysWhatWouldBeRight(String value, String hint) {
        assertThatThrownBy(() -> new InMemoryRemoteLogMetadataManager().configure(Map.of("ready.wait.ms", value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("ready.wait.ms", value, hint);
    }

    @Test
    void keysThatMeanNothingAreToldFromThoseThatTheBrokerAdds() {
        Map<String, Object> configs = Map.of(
                "broker.id", 1,
                "node.id", 1,
                "cluster.id", "abc",
                "log.dir", "/data",
                "remote.log.metadata.common.client.bootstrap.servers", "localhost:9092",
                "ready.wait", "5",
                "cache.size", "7");

        assertThat(InMemoryConfig.parse(configs).unknownKeys()).containsExactly("cache.size", "ready.wait");
    }

    @Test
    void theDefinitionIsThereForTheDocumentation() {
        assertThat(InMemoryRemoteLogMetadataManager.configDef().names()).containsExactly("ready.wait.ms");
    }
}
