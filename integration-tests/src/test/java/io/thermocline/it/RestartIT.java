// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static io.thermocline.it.story.TopicSpec.topic;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.Broker;
import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.story.Production;
import io.thermocline.it.story.Reading;
import io.thermocline.it.story.TieredKafka;
import io.thermocline.it.story.TieredTopic;
import io.thermocline.it.tier.TierDirectory;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The broker ends, in order or not, and starts again. */
class RestartIT {

    private static final String UPLOAD_RATE = "rsm.config.upload.max.bytes.per.second";

    @RegisterExtension
    static final TieredKafka KAFKA = TieredKafka.with(Metadata.TOPIC);

    @AfterEach
    void atFullSpeedAgain() {
        Broker broker = KAFKA.broker();
        if (broker.settings().extra().containsKey(UPLOAD_RATE)) {
            broker.kill();
            broker.restart(broker.settings().without(UPLOAD_RATE));
        }
    }

    @Test
    void whatWasTieredIsReadBackAfterARestart() {
        TieredTopic orders = KAFKA.create(topic("orders").partitions(2))
                .produce(Production.segments(3))
                .awaitTiered()
                .awaitDroppedLocally();

        KAFKA.broker().stop();
        KAFKA.broker().restart();

        try (Reading reading = orders.read()) {
            assertThat(reading.toTheEnd().records()).isEqualTo(2 * 3 * 1024);
        }
    }

    @Test
    void aCrashDuringACopyLosesNoRecordAndLeavesNothingHalfWritten() {
        TieredTopic crashed = copyingSlowly("crashed");

        KAFKA.broker().kill();
        assertThat(crashed.tier().unfinished()).isNotEmpty();
        KAFKA.broker().restart(KAFKA.broker().settings().without(UPLOAD_RATE));

        crashed.awaitTiered().awaitDroppedLocally();
        try (Reading reading = crashed.read()) {
            assertThat(reading.toTheEnd().records()).isEqualTo(3 * 1024);
        }
        assertThat(crashed.segments()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(crashed.tier().unfinished()).isEmpty();
    }

    @Test
    void aBrokerThatIsCopyingEndsWithinFiveSeconds() {
        TieredTopic interrupted = copyingSlowly("interrupted");

        Duration took = KAFKA.broker().stop();

        assertThat(took).isLessThan(Duration.ofSeconds(5));
        assertThat(interrupted.tier().unfinished()).isEmpty();
        KAFKA.broker().restart(KAFKA.broker().settings().without(UPLOAD_RATE));
        interrupted.awaitTiered().awaitDroppedLocally();
        try (Reading reading = interrupted.read()) {
            assertThat(reading.toTheEnd().records()).isEqualTo(3 * 1024);
        }
    }

    /** Returns a topic of which a segment is being copied, so slowly that one can do something meanwhile. */
    private static TieredTopic copyingSlowly(String name) {
        Broker broker = KAFKA.broker();
        broker.stop();
        broker.restart(broker.settings().with(UPLOAD_RATE, "50000"));
        TieredTopic topic = KAFKA.create(topic(name)).produce(Production.segments(3));
        TierDirectory tier = topic.tier();
        Await.until(
                "a copy to be under way", Await.LONG, () -> !tier.unfinished().isEmpty(), topic::keys);
        return topic;
    }
}
