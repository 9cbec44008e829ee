// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static io.thermocline.it.story.TopicSpec.topic;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.tier.WholeSegment;
import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.Broker;
import io.thermocline.it.story.Production;
import io.thermocline.it.story.Reading;
import io.thermocline.it.story.TieredKafka;
import io.thermocline.it.story.TieredTopic;
import io.thermocline.it.tier.S3Tier;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.WireCounts;
import io.thermocline.s3.testing.WireRequest;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a segment costs in requests to S3, from its copy to its end, and what a crash leaves there. */
class S3TierIT {

    private static final String UPLOAD_RATE = "rsm.config.upload.max.bytes.per.second";
    private static final String SEGMENT_OF_TWO_PARTS = Integer.toString(S3Tier.PART_BYTES + 1024 * 1024);

    @RegisterExtension
    static final TieredKafka KAFKA = TieredKafka.onS3();

    private final S3Tier tier = tier();
    private final WireCounts counts = tier.wire().counts();

    private static S3Tier tier() {
        return (S3Tier) KAFKA.broker().tier();
    }

    @BeforeAll
    static void theStartIsOver() {
        // It looks, in the background, for what earlier processes have left.
        tier().wire().counts().awaitCount(S3RequestKind.LIST_UPLOADS, 1);
    }

    @Test
    void aSegmentIsOneObjectAndCostsOnePutAndOneDelete() {
        counts.reset();
        TieredTopic cheap = KAFKA.create(topic("cheap").partitions(2).keptLocally())
                .produce(Production.segments(4))
                .awaitTiered();
        int closed =
                cheap.local(0).segments().size() - 1 + cheap.local(1).segments().size() - 1;
        assertThat(closed).isGreaterThanOrEqualTo(2 * 3);
        assertThat(counts.summary()).isEqualTo(closed + " put");
        assertThat(tier.keys().stream().filter(key -> key.startsWith("segments/cheap/")))
                .hasSize(closed);

        counts.reset();
        cheap.delete();

        Await.until("the topic's objects to go", Await.LONG, () -> cheap.keys().isEmpty(), cheap::keys);
        assertThat(counts.summary()).isEqualTo(closed + " delete");
    }

    @Test
    void aSegmentOfTwoPartsCostsFourRequests() {
        counts.reset();
        TieredTopic large = KAFKA.create(topic("large").with("segment.bytes", SEGMENT_OF_TWO_PARTS))
                .produce(Production.segments(13))
                .awaitTiered();

        int segments = large.keys().size();
        assertThat(segments).isEqualTo(2);
        assertThat(counts.summary()).isEqualTo("2 create-upload, 4 part, 2 complete");
        assertThat(large.segments()).allMatch(segment -> segment.length() > S3Tier.PART_BYTES);
        assertThat(tier.unfinished()).isEmpty();
    }

    @Test
    void readingSegmentsCostsAGetForTheIndexesOfEachAFewForItsDataAndAListingForThoseThatComeNext() {
        TieredTopic read = KAFKA.create(topic("read"))
                .produce(Production.segments(4))
                .awaitTiered()
                .awaitDroppedLocally();
        counts.reset();

        try (Reading reading = read.read()) {
            reading.toTheEnd();
        }

        List<WholeSegment> segments = read.segments();
        int listings = counts.count(S3RequestKind.LIST);
        assertThat(listings).as(counts.summary()).isLessThanOrEqualTo(2);
        assertThat(counts.count()).as(counts.summary()).isEqualTo(listings + counts.count(S3RequestKind.GET));
        for (WholeSegment segment : segments) {
            Predicate<WireRequest> ofData = request -> isOfData(request, segment);
            Predicate<WireRequest> ofSegment = request -> request.key().equals(segment.key());
            // Its footer is fetched apart where the segment is read ahead before the broker asks for it.
            assertThat(counts.requests(ofSegment.and(ofData.negate())))
                    .as(segment.key())
                    .hasSizeBetween(1, 2);
            assertThat(counts.requests(ofSegment.and(ofData))).as(segment.key()).hasSizeBetween(1, 3);
        }
    }

    private static boolean isOfData(WireRequest request, WholeSegment segment) {
        String range = request.header("Range").orElseThrow();
        String from = range.substring("bytes=".length(), range.lastIndexOf('-'));
        return !from.isEmpty() && Long.parseLong(from) < segment.dataLength();
    }

    /**
     * A broker that starts cannot know whether another one is sending a young upload, and so leaves it alone until it is a
     * day old.
     */
    @Test
    void anUploadOfAKilledBrokerIsClearedAwayAtAStartADayLater() {
        Broker broker = KAFKA.broker();
        broker.stop();
        broker.restart(broker.settings().with(UPLOAD_RATE, "50000"));
        TieredTopic killed = KAFKA.create(topic("killed").with("segment.bytes", SEGMENT_OF_TWO_PARTS))
                .produce(Production.segments(13));
        Await.until("a part to be sent", Await.LONG, () -> counts.count(S3RequestKind.PART) > 0, counts::summary);
        broker.kill();
        List<String> left = tier.unfinished();
        assertThat(left).hasSizeGreaterThanOrEqualTo(1).allMatch(key -> key.startsWith("segments/killed/"));

        broker.restart(broker.settings().without(UPLOAD_RATE));
        killed.awaitTiered().awaitDroppedLocally();
        try (Reading reading = killed.read()) {
            reading.toTheEnd();
        }
        assertThat(killed.segments()).hasSize(2);
        assertThat(tier.unfinished()).isEqualTo(left);

        broker.stop();
        tier.letTimePass();
        broker.restart();
        Await.until(
                "the upload to be aborted", Await.LONG, () -> tier.unfinished().isEmpty(), tier::unfinished);
        assertThat(killed.segments()).hasSize(2);
    }
}
