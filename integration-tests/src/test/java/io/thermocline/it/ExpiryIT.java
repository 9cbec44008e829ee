// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static io.thermocline.it.story.TopicSpec.topic;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.tier.WholeSegment;
import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.story.OnEachTier;
import io.thermocline.it.story.Production;
import io.thermocline.it.story.Reading;
import io.thermocline.it.story.TieredKafka;
import io.thermocline.it.story.TieredTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What expires leaves the tier, and nothing else does. */
@OnEachTier
class ExpiryIT {

    private static final long HOUR_MS = Duration.ofHours(1).toMillis();

    @RegisterExtension
    static final TieredKafka KAFKA = TieredKafka.with(Metadata.TOPIC);

    @Test
    void deletingATopicEmptiesTheTier() {
        TieredTopic doomed = KAFKA.create(topic("doomed").partitions(3))
                .produce(Production.segments(2))
                .awaitTiered();
        assertThat(doomed.keys()).hasSizeGreaterThanOrEqualTo(3);

        doomed.delete();

        Await.until("the topic's objects to go", Await.LONG, () -> doomed.keys().isEmpty(), doomed::keys);
        Await.until(
                "nothing of the topic to remain",
                Await.LONG,
                () -> doomed.tier().remains("doomed").isEmpty(),
                () -> doomed.tier().remains("doomed"));
    }

    @Test
    void retentionByTimeDeletesExactlyTheExpiredObjects() {
        long now = System.currentTimeMillis();
        TieredTopic news = KAFKA.create(topic("news").with("retention.ms", "-1"))
                .produce(Production.segments(3).stampedFrom(now - 3 * HOUR_MS))
                .produce(Production.segments(3).stampedFrom(now - HOUR_MS / 2))
                .awaitTiered()
                .awaitDroppedLocally();
        List<WholeSegment> kept = news.segments().stream()
                .filter(segment -> segment.maxTimestampMs() > now - HOUR_MS)
                .toList();
        assertThat(news.segments().size() - kept.size()).isGreaterThanOrEqualTo(2);

        news.alter(Map.of("retention.ms", Long.toString(HOUR_MS)));

        awaitExactly(news, kept);
    }

    @Test
    void retentionBySizeDeletesExactlyTheExcessObjects() {
        TieredTopic ring = KAFKA.create(topic("ring"))
                .produce(Production.segments(6))
                .awaitTiered()
                .awaitDroppedLocally();
        List<WholeSegment> all = ring.segments();
        List<WholeSegment> kept = all.subList(2, all.size());
        long active = ring.local(0).bytes(ring.local(0).activeSegment());
        long size = active + kept.stream().mapToLong(WholeSegment::dataLength).sum();

        ring.alter(Map.of("retention.bytes", Long.toString(size)));

        awaitExactly(ring, kept);
    }

    private static void awaitExactly(TieredTopic topic, List<WholeSegment> kept) {
        List<String> keys = kept.stream().map(WholeSegment::key).toList();
        long start = kept.get(0).startOffset();
        Await.until("the expired objects to go", Await.LONG, () -> topic.keys().size() <= keys.size(), topic::keys);
        Await.until("the log to start later", Await.LONG, () -> topic.start(0) == start, () -> topic.start(0));
        try (Reading reading = topic.read().from(0, start, start)) {
            reading.toTheEnd();
        }
        assertThat(topic.keys()).isEqualTo(keys);
    }
}
