// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.it.broker.Broker;
import io.thermocline.it.broker.BrokerLog;
import io.thermocline.it.broker.BrokerSettings;
import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.broker.KafkaRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * One broker for all tests of a class. Its log is shown when a test fails, and in the end it must be free of errors other
 * than those that the class explains.
 */
public final class TieredKafka implements BeforeAllCallback, AfterAllCallback, TestWatcher {

    /** Who reads right after a start may be told that Kafka's metadata is not ready; the consumer tries again. */
    private static final List<String> NOT_READY = List.of(
            "This instance is in invalid state, initialized: false", "Remote log metadata cache is not initialized");

    /** A broker that starts on a busy machine registers with its own controller before that has been elected. */
    private static final String NOT_ELECTED_YET = "The active controller appears to be node";

    private final Metadata metadata;
    private final List<String> explained = new ArrayList<>();
    private final List<String> extra = new ArrayList<>();
    private Broker broker;

    private TieredKafka(Metadata metadata) {
        this.metadata = metadata;
    }

    /** Returns a broker of the release under test that keeps the metadata there. */
    public static TieredKafka with(Metadata metadata) {
        return new TieredKafka(metadata);
    }

    /** Adds a line to the broker's {@code server.properties}. */
    public TieredKafka setting(String key, String value) {
        extra.add(key);
        extra.add(value);
        return this;
    }

    /** Says that errors with that text in the broker's log are what the class is about. */
    public TieredKafka expectingErrorsThatSay(String text) {
        explained.add(text);
        return this;
    }

    /** Returns the broker. */
    public Broker broker() {
        return Objects.requireNonNull(broker, "the broker is started before the first test");
    }

    /** Creates a topic. */
    public TieredTopic create(TopicSpec topic) {
        return TieredTopic.create(broker(), topic);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        String name = context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT);
        BrokerSettings settings = new BrokerSettings(name, KafkaRelease.underTest(), metadata, Map.of());
        for (int i = 0; i < extra.size(); i += 2) {
            settings = settings.with(extra.get(i), extra.get(i + 1));
        }
        broker = new Broker(settings);
        broker.start();
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        if (broker != null) {
            System.err.println(
                    context.getDisplayName() + " failed; " + broker.log().tail());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        try {
            broker.stop();
            assertThat(unexplained()).as("errors in the broker's log").isEmpty();
        } finally {
            broker.close();
        }
    }

    private List<BrokerLog.Entry> unexplained() {
        List<String> known = new ArrayList<>(explained);
        known.add(NOT_ELECTED_YET);
        known.addAll(NOT_READY);
        return broker.log().errors().stream()
                .filter(error -> known.stream().noneMatch(error::says))
                .toList();
    }
}
