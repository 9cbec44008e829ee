// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static io.thermocline.it.story.TopicSpec.topic;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.audit.tier.WholeSegment;
import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.story.OnEachTier;
import io.thermocline.it.story.Production;
import io.thermocline.it.story.Reading;
import io.thermocline.it.story.TieredKafka;
import io.thermocline.it.story.TieredTopic;
import io.thermocline.it.tier.Tier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An object of the tier is damaged behind the broker's back. A consumer reads up to it and then gets errors, never a
 * wrong record; the broker's log names the object; and once the object is as it was, the consumer goes on by itself.
 */
@OnEachTier
class DamageIT {

    @RegisterExtension
    static final TieredKafka KAFKA = TieredKafka.with(Metadata.TOPIC).expectingErrorsThatSay(".seg");

    private interface Damage {
        void to(Tier tier, WholeSegment segment);
    }

    @Test
    void aFlippedByteOfTheDataIsAnErrorThatNamesTheBlock() {
        readerStopsAtThe(
                "flipped-data", (tier, segment) -> flip(tier, segment, segment.dataLength() / 2), "is corrupt: block ");
    }

    @Test
    void aFlippedByteOfAnIndexIsAnErrorThatNamesTheSection() {
        readerStopsAtThe(
                "flipped-index", (tier, segment) -> flip(tier, segment, segment.dataLength() + 5), "offset-index");
    }

    @Test
    void aFlippedByteOfTheTrailerIsAnError() {
        readerStopsAtThe(
                "flipped-trailer", (tier, segment) -> flip(tier, segment, segment.length() - 20), "is corrupt: ");
    }

    @Test
    void aTruncatedObjectIsAnError() {
        readerStopsAtThe(
                "truncated",
                (tier, segment) ->
                        tier.put(segment.key(), Arrays.copyOf(tier.data(segment), (int) segment.dataLength() / 2)),
                "object ");
    }

    @Test
    void aMissingObjectIsAnError() {
        readerStopsAtThe("missing", (tier, segment) -> tier.remove(segment.key()), "there is no object ");
    }

    private static void flip(Tier tier, WholeSegment segment, long at) {
        byte[] object = tier.bytes(segment.key());
        object[(int) at] ^= 1;
        tier.put(segment.key(), object);
    }

    private static void readerStopsAtThe(String name, Damage damage, String complaint) {
        TieredTopic topic = KAFKA.create(topic(name))
                .produce(Production.segments(4))
                .awaitTiered()
                .awaitDroppedLocally();
        WholeSegment victim = topic.segments().get(1);
        byte[] whole = topic.tier().bytes(victim.key());
        damage.to(topic.tier(), victim);

        try (Reading reading = topic.read()) {
            reading.until("errors that name " + victim.key(), () -> errors(victim, complaint) >= 2);
            // The oldest brokers look for aborted transactions one segment ahead, and so may stop earlier.
            assertThat(reading.next(0)).isLessThanOrEqualTo(victim.endOffset());

            topic.tier().put(victim.key(), whole);
            reading.toTheEnd();
        }
    }

    private static long errors(WholeSegment victim, String complaint) {
        return KAFKA.broker()
                .log()
                .count(entry -> entry.isError() && entry.says(victim.key()) && entry.says(complaint));
    }
}
