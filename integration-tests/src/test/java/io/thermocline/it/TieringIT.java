// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static io.thermocline.it.story.TopicSpec.topic;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.tier.WholeSegment;
import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.load.PluginMetrics;
import io.thermocline.it.story.OnEachTier;
import io.thermocline.it.story.Production;
import io.thermocline.it.story.Reading;
import io.thermocline.it.story.TieredKafka;
import io.thermocline.it.story.TieredTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments go to the tier and come back as they were, with the metadata in Kafka's own topic. */
@OnEachTier
class TieringIT {

    private static final long THEN = 1_700_000_000_000L;

    @RegisterExtension
    static final TieredKafka KAFKA = TieredKafka.with(Metadata.TOPIC);

    @Test
    void everyRecordIsReadBackFromTheTier() throws IOException {
        TieredTopic orders = KAFKA.create(topic("orders").partitions(2))
                .produce(Production.segments(4))
                .awaitTiered()
                .awaitDroppedLocally();
        long tiered =
                orders.segments().stream().mapToLong(WholeSegment::dataLength).sum();

        try (PluginMetrics metrics = KAFKA.broker().metrics();
                Reading reading = orders.read()) {
            long before = metrics.callBytes("fetch");
            reading.toTheEnd();

            assertThat(reading.records()).isEqualTo(2 * 4 * 1024);
            assertThat(orders.localStart(0)).isPositive();
            assertThat(orders.localStart(1)).isPositive();
            assertThat(metrics.callBytes("fetch") - before).isGreaterThanOrEqualTo(tiered);
        }
    }

    @Test
    void aSegmentIsOneObjectAndAListingIsThePartitionsHistory() {
        TieredTopic history = KAFKA.create(topic("history"))
                .produce(Production.segments(4))
                .awaitTiered()
                .awaitDroppedLocally();

        List<WholeSegment> segments = history.segments();

        assertThat(history.keys())
                .allMatch(key -> key.matches("segments/history/[\\w-]{22}/0/[0-9]{20}-[\\w-]{22}\\.seg"));
        assertThat(segments).hasSizeGreaterThanOrEqualTo(3);
        assertThat(segments.get(0).startOffset()).isZero();
        for (int i = 0; i < segments.size(); i++) {
            long next = i + 1 < segments.size()
                    ? segments.get(i + 1).startOffset()
                    : history.local(0).activeSegment();
            assertThat(segments.get(i).endOffset() + 1).isEqualTo(next);
            assertThat(segments.get(i).key())
                    .contains("/%020d-".formatted(segments.get(i).startOffset()));
        }
        assertThat(history.tier().unfinished()).isEmpty();
    }

    @Test
    void theFirstBytesOfAnObjectAreTheLogSegment() throws IOException {
        TieredTopic kept = KAFKA.create(topic("kept").keptLocally())
                .produce(Production.segments(3))
                .awaitTiered();

        List<WholeSegment> segments = kept.segments();

        assertThat(segments).hasSizeGreaterThanOrEqualTo(2);
        for (WholeSegment segment : segments) {
            byte[] log = Files.readAllBytes(kept.local(0).segments().get(segment.startOffset()));
            assertThat(kept.tier().data(segment)).isEqualTo(log);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void compressedRecordsAreReadBack(String codec) {
        TieredTopic compressed = KAFKA.create(topic("compressed-" + codec))
                .produce(Production.segments(5).compressedWith(codec))
                .awaitTiered()
                .awaitDroppedLocally();

        try (Reading reading = compressed.read()) {
            assertThat(reading.toTheEnd().records()).isEqualTo(5 * 1024);
        }
    }

    @Test
    void abortedRecordsStayUnseenThroughTheTier() {
        TieredTopic payments = KAFKA.create(topic("payments"));
        for (int i = 0; i < 3; i++) {
            payments.produceInTransaction(Production.records(700));
            payments.produceInAbortedTransaction(Production.records(900));
        }
        payments.produceInTransaction(Production.segments(2)).awaitTiered().awaitDroppedLocally();

        assertThat(payments.segments()).anyMatch(segment -> segment.sectionLength("transaction-index") > 0);
        try (Reading reading = payments.read()) {
            assertThat(reading.toTheEnd().records()).isEqualTo(3 * 700 + 2 * 1024);
        }
    }

    @Test
    void offsetsAreFoundByTheTimestampsOfTieredRecords() {
        TieredTopic clocked = KAFKA.create(topic("clocked").with("retention.ms", "-1"))
                .produce(Production.segments(4).stampedFrom(THEN))
                .awaitTiered()
                .awaitDroppedLocally();

        LongStream.of(0, 1, 1023, 1500, clocked.localStart(0) - 1, clocked.localStart(0), 4 * 1024 - 1)
                .forEach(
                        offset -> assertThat(clocked.offsetAt(0, THEN + offset)).isEqualTo(offset));
        assertThat(clocked.offsetAt(0, THEN - 1)).isZero();
    }
}
