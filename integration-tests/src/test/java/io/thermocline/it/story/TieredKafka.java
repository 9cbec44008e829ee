// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.thermocline.it.broker.Broker;
import io.thermocline.it.broker.BrokerLog;
import io.thermocline.it.broker.BrokerSettings;
import io.thermocline.it.broker.BrokerSettings.Metadata;
import io.thermocline.it.broker.KafkaRelease;
import io.thermocline.it.tier.TierKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * One broker for all tests of a class, or of one invocation of a class that is run {@link OnEachTier}. Its log is shown when a test fails, and in the end it must be free of errors other
 * than those that the class explains.
 */
public final class TieredKafka
        implements BeforeAllCallback,
                AfterAllCallback,
                BeforeClassTemplateInvocationCallback,
                AfterClassTemplateInvocationCallback,
                TestWatcher {

    /** Who reads right after a start may be told that Kafka's metadata is not ready; the consumer tries again. */
    private static final List<String> NOT_READY = List.of(
            "This instance is in invalid state, initialized: false", "Remote log metadata cache is not initialized");

    /** A broker that starts on a busy machine registers with its own controller before that has been elected. */
    private static final String NOT_ELECTED_YET = "The active controller appears to be node";

    /** Kafka 3.9 says so if it stops before there was a tiered topic. */
    private static final String NO_TOPIC_YET = "Consumer is not subscribed to any topics or assigned any partitions";

    private final Metadata metadata;
    private final TierKind tier;
    private final List<String> explained = new ArrayList<>();
    private final List<String> extra = new ArrayList<>();
    private Broker broker;

    private TieredKafka(Metadata metadata, TierKind tier) {
        this.metadata = metadata;
        this.tier = tier;
    }

    /** Returns a broker of the release under test that keeps the metadata there, and segments in a directory. */
    public static TieredKafka with(Metadata metadata) {
        return new TieredKafka(metadata, TierKind.FILESYSTEM);
    }

    /** Returns a broker of the release under test that keeps segments in S3, and their metadata in Kafka's topic. */
    public static TieredKafka onS3() {
        return new TieredKafka(Metadata.TOPIC, TierKind.S3);
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
        if (!isTemplate(context)) {
            start(context, tier);
        }
    }

    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
        start(context, TierInvocations.tier(context).orElseThrow());
    }

    private static boolean isTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getRequiredTestClass(), ClassTemplate.class);
    }

    private void start(ExtensionContext context, TierKind kind) {
        String name = context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT);
        BrokerSettings settings = new BrokerSettings(name, KafkaRelease.underTest(), kind, metadata, Map.of());
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
        if (!isTemplate(context)) {
            end();
        }
    }

    @Override
    public void afterClassTemplateInvocation(ExtensionContext context) {
        end();
    }

    private void end() {
        if (broker == null) {
            return;
        }
        try {
            broker.stop();
            assertThat(unexplained()).as("errors in the broker's log").isEmpty();
        } finally {
            broker.close();
            broker = null;
        }
    }

    private List<BrokerLog.Entry> unexplained() {
        List<String> known = new ArrayList<>(explained);
        known.add(NOT_ELECTED_YET);
        known.add(NO_TOPIC_YET);
        known.addAll(NOT_READY);
        return broker.log().errors().stream()
                .filter(error -> known.stream().noneMatch(error::says))
                .toList();
    }
}
