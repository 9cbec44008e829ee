// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static io.thermocline.it.story.TopicSpec.topic;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.it.broker.Await;
import io.thermocline.it.broker.BrokerLog;
import io.thermocline.it.story.Production;
import io.thermocline.it.story.Reading;
import io.thermocline.it.story.TieredKafka;
import io.thermocline.it.story.TieredTopic;
import io.thermocline.it.tier.S3Tier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The S3 server is killed and comes back. Meanwhile the broker lives, and nothing is lost. */
class S3OutageIT {

    @RegisterExtension
    static final TieredKafka KAFKA = TieredKafka.onS3().expectingErrorsThatSay("segments/");

    private static S3Tier tier() {
        return (S3Tier) KAFKA.broker().tier();
    }

    private static BrokerLog log() {
        return KAFKA.broker().log();
    }

    @Test
    void aBrokerStartsWithoutS3AndBeginsToTierOnceItIsThere() {
        KAFKA.broker().stop();
        tier().goDown();
        KAFKA.broker().restart();
        assertThat(log().count(entry -> entry.text().startsWith("WARN ")
                        && entry.says("Tiered storage will not work until this is mended")))
                .isEqualTo(1);
        TieredTopic patient = KAFKA.create(topic("patient")).produce(Production.segments(3));
        Await.until("a copy to fail", Await.LONG, () -> failures("patient") > 0, log()::tail);
        assertThat(patient.localStart(0)).isZero();

        tier().comeBack();

        patient.awaitTiered().awaitDroppedLocally();
        try (Reading reading = patient.read()) {
            assertThat(reading.toTheEnd().records()).isEqualTo(3 * 1024);
        }
        assertThat(patient.segments()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aConsumerGoesOnWhenS3IsBack() {
        TieredTopic interrupted = KAFKA.create(topic("interrupted"))
                .produce(Production.segments(12))
                .awaitTiered()
                .awaitDroppedLocally();

        try (Reading reading = interrupted.read()) {
            reading.until("the first records", () -> reading.records() > 0);
            tier().goDown();
            reading.until("a read to fail", () -> failures("interrupted") > 0);
            assertThat(reading.next(0)).isLessThan(interrupted.localStart(0));

            tier().comeBack();

            assertThat(reading.toTheEnd().records()).isEqualTo(12 * 1024);
        }
    }

    private static long failures(String topic) {
        return log().count(entry -> entry.isError() && entry.says("segments/" + topic + "/"));
    }
}
