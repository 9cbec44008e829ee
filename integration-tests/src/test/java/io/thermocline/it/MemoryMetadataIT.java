// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static io.thermocline.it.story.TopicSpec.topic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.story.OnEachTier;
import io.thermocline.it.story.Production;
import io.thermocline.it.story.Reading;
import io.thermocline.it.story.TieredKafka;
import io.thermocline.it.story.TieredTopic;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The metadata is in the memory of the broker: all works, until the broker ends. */
@OnEachTier
class MemoryMetadataIT {

    @RegisterExtension
    static final TieredKafka KAFKA = TieredKafka.with(Metadata.MEMORY);

    @Test
    void everyRecordIsReadBackFromTheTier() {
        TieredTopic orders = KAFKA.create(topic("orders").partitions(2))
                .produce(Production.segments(4))
                .awaitTiered()
                .awaitDroppedLocally();

        try (Reading reading = orders.read()) {
            assertThat(reading.toTheEnd().records()).isEqualTo(2 * 4 * 1024);
        }
        assertThat(orders.localStart(0)).isPositive();
    }

    @Test
    void deletingATopicEmptiesTheTier() {
        TieredTopic doomed =
                KAFKA.create(topic("doomed")).produce(Production.segments(3)).awaitTiered();
        assertThat(doomed.keys()).isNotEmpty();

        doomed.delete();

        Await.until("the topic's objects to go", Await.LONG, () -> doomed.keys().isEmpty(), doomed::keys);
    }

    @Test
    void aRestartForgetsWhatIsInTheTierButLeavesTheObjectsAndTheLocalRecords() {
        TieredTopic amnesia = KAFKA.create(topic("amnesia"))
                .produce(Production.segments(3))
                .awaitTiered()
                .awaitDroppedLocally();
        List<String> keys = amnesia.keys();
        long localStart = amnesia.localStart(0);

        KAFKA.broker().stop();
        KAFKA.broker().restart();

        try (Reading fromTheTier = amnesia.read().from(0, 0, 0)) {
            assertThatThrownBy(fromTheTier::toTheEnd).isInstanceOf(OffsetOutOfRangeException.class);
        }
        try (Reading local = amnesia.read().from(0, localStart, localStart)) {
            assertThat(local.toTheEnd().records()).isEqualTo(3 * 1024 - localStart);
        }
        assertThat(amnesia.keys()).isEqualTo(keys);
    }
}
