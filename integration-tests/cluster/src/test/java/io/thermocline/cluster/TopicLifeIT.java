// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.it.broker.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Topics come, grow, change their minds about the tier, go, and come again. */
class TopicLifeIT {

    @RegisterExtension
    static final ThreeBrokers BROKERS = new ThreeBrokers();

    private static Topics topics() {
        return BROKERS.cluster().topics();
    }

    private static List<String> keys(String topic) {
        return BROKERS.cluster().store().keys(topic);
    }

    @Test
    void aTopicIsDeletedAndAnotherHasItsName() throws Exception {
        List<String> former;
        try (Scenario first = Scenario.on(BROKERS.cluster(), "again", 2)) {
            first.awaitWritten(3).settle();
            former = keys("again");
            assertThat(former).isNotEmpty();
            topics().delete("again");
        }
        try (Scenario second = Scenario.on(BROKERS.cluster(), "again", 2)) {
            second.awaitWritten(2).verify();
            Await.until(
                    "the segments of the deleted topic to be deleted",
                    Await.LONG,
                    () -> keys("again").stream().noneMatch(former::contains),
                    () -> keys("again"));
        }
    }

    @Test
    void aTopicGetsMorePartitions() throws Exception {
        try (Scenario scenario = Scenario.on(BROKERS.cluster(), "grown", 1)) {
            scenario.awaitWritten(2)
                    .expand(3)
                    .awaitWritten(2)
                    .awaitFirstTiered()
                    .verify();
        }
    }

    @Test
    void aTopicIsTieredLaterAndThenNoMore() throws Exception {
        try (Scenario scenario = Scenario.on(
                BROKERS.cluster(),
                "changed",
                1,
                Map.of("remote.storage.enable", "false", "local.retention.bytes", "-2"))) {
            scenario.awaitWritten(3);
            assertThat(keys("changed")).isEmpty();

            topics().alter("changed", Map.of("remote.storage.enable", "true", "local.retention.bytes", "1"));
            scenario.awaitWritten(1).verify();
            assertThat(keys("changed")).hasSizeGreaterThanOrEqualTo(3);

            topics().alter(
                            "changed",
                            Map.of(
                                    "remote.storage.enable", "false",
                                    "remote.log.delete.on.disable", "true",
                                    "local.retention.bytes", "-2"));
            Await.until(
                    "the segments of the topic to leave the tier",
                    Await.LONG,
                    () -> keys("changed").isEmpty(),
                    () -> keys("changed"));
            scenario.audit();
        }
    }
}
