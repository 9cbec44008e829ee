// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it;

import static io.thermocline.it.story.TopicSpec.topic;
import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.story.Production;
import io.thermocline.it.story.Reading;
import io.thermocline.it.story.TieredKafka;
import io.thermocline.it.story.TieredTopic;
import io.thermocline.it.tier.StoredSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An object of the tier is damaged behind the broker's back. A consumer reads up to it and then gets errors, never a
 * wrong record; the broker's log names the object; and once the object is as it was, the consumer goes on by itself.
 */
class DamageIT {

    @RegisterExtension
    static final TieredKafka KAFKA = TieredKafka.with(Metadata.TOPIC).expectingErrorsThatSay(".seg");

    private interface Damage {
        void to(StoredSegment segment) throws IOException;
    }

    @Test
    void aFlippedByteOfTheDataIsAnErrorThatNamesTheBlock() throws IOException {
        readerStopsAtThe("flipped-data", segment -> flip(segment, segment.dataLength() / 2), "is corrupt: block ");
    }

    @Test
    void aFlippedByteOfAnIndexIsAnErrorThatNamesTheSection() throws IOException {
        readerStopsAtThe("flipped-index", segment -> flip(segment, segment.dataLength() + 5), "offset-index");
    }

    @Test
    void aFlippedByteOfTheTrailerIsAnError() throws IOException {
        readerStopsAtThe("flipped-trailer", segment -> flip(segment, Files.size(segment.file()) - 20), "is corrupt: ");
    }

    @Test
    void aTruncatedObjectIsAnError() throws IOException {
        readerStopsAtThe(
                "truncated",
                segment -> Files.write(segment.file(), Arrays.copyOf(segment.data(), (int) segment.dataLength() / 2)),
                "object ");
    }

    @Test
    void aMissingObjectIsAnError() throws IOException {
        readerStopsAtThe("missing", segment -> Files.delete(segment.file()), "there is no object ");
    }

    private static void flip(StoredSegment segment, long at) throws IOException {
        byte[] object = Files.readAllBytes(segment.file());
        object[(int) at] ^= 1;
        Files.write(segment.file(), object);
    }

    private static void readerStopsAtThe(String name, Damage damage, String complaint) throws IOException {
        TieredTopic topic = KAFKA.create(topic(name))
                .produce(Production.segments(4))
                .awaitTiered()
                .awaitDroppedLocally();
        StoredSegment victim = topic.segments().get(1);
        byte[] whole = Files.readAllBytes(victim.file());
        damage.to(victim);

        try (Reading reading = topic.read()) {
            reading.until("errors that name " + victim.key(), () -> errors(victim, complaint) >= 2);
            // The oldest brokers look for aborted transactions one segment ahead, and so may stop earlier.
            assertThat(reading.next(0)).isLessThanOrEqualTo(victim.endOffset());

            Files.write(victim.file(), whole);
            reading.toTheEnd();
        }
    }

    private static long errors(StoredSegment victim, String complaint) {
        return KAFKA.broker()
                .log()
                .count(entry -> entry.isError() && entry.says(victim.key()) && entry.says(complaint));
    }
}
