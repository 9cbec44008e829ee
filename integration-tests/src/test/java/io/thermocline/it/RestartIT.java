// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static io.thermocline.it.story.TopicSpec.topic;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.Broker;
import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.story.OnEachTier;
import io.thermocline.it.story.Production;
import io.thermocline.it.story.Reading;
import io.thermocline.it.story.TieredKafka;
import io.thermocline.it.story.TieredTopic;
import io.thermocline.it.tier.Tier;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The broker ends, in order or not, and starts again. */
@OnEachTier
class RestartIT {

    private static final String UPLOAD_RATE = "rsm.config.upload.max.bytes.per.second";

    /** Too large for one request to S3. */
    private static final int SEGMENT_BYTES = 6 * 1024 * 1024;

    private static final Production THREE_SEGMENTS = Production.segments(18);

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
        crashed.tier().letTimePass();
        KAFKA.broker().restart(KAFKA.broker().settings().without(UPLOAD_RATE));

        crashed.awaitTiered().awaitDroppedLocally();
        try (Reading reading = crashed.read()) {
            assertThat(reading.toTheEnd().records()).isEqualTo(THREE_SEGMENTS.count());
        }
        assertThat(crashed.segments()).hasSizeGreaterThanOrEqualTo(2);
        Await.until(
                "nothing unfinished to remain",
                Await.LONG,
                () -> crashed.tier().unfinished().isEmpty(),
                crashed.tier()::unfinished);
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
            assertThat(reading.toTheEnd().records()).isEqualTo(THREE_SEGMENTS.count());
        }
    }

    /** Returns a topic of which a segment is being copied, so slowly that one can do something meanwhile. */
    private static TieredTopic copyingSlowly(String name) {
        Broker broker = KAFKA.broker();
        broker.stop();
        broker.restart(broker.settings().with(UPLOAD_RATE, "50000"));
        TieredTopic topic = KAFKA.create(topic(name).with("segment.bytes", Integer.toString(SEGMENT_BYTES)))
                .produce(THREE_SEGMENTS);
        Tier tier = topic.tier();
        Await.until(
                "a copy to be under way", Await.LONG, () -> !tier.unfinished().isEmpty(), topic::keys);
        return topic;
    }
}
