// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import io.thermocline.it.load.BrokenSealException;
import io.thermocline.it.load.PluginMetrics;
import io.thermocline.it.load.ReadAudit;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.common.KafkaException;

/** Fills a tiered topic, shows how it moves to the tier, reads every record back, and says what that cost. */
public final class Quickstart {

    private final Options options;
    private final Tier tier;
    private final Screen screen;

    private Quickstart(Options options, Tier tier) {
        this.options = options;
        this.tier = tier;
        this.screen = new Screen(System.out, options.live());
    }

    /** Takes {@code name=value} arguments from the script; ends with 1 if anything is not as it must be. */
    public static void main(String[] words) {
        Arguments arguments = Arguments.parse(words);
        try (Tier tier = arguments.has("bucket")
                ? BucketTier.of(arguments)
                : new DirectoryTier(Path.of(arguments.given("tier")))) {
            new Quickstart(Options.of(arguments), tier).run();
        } catch (QuickstartException | BrokenSealException | KafkaException | IOException e) {
            System.out.flush();
            System.err.println("\nquickstart: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException {
        try (DemoTopic topic = DemoTopic.create(options);
                PluginMetrics metrics = PluginMetrics.of(options.brokerId())) {
            StoreRequests before = StoreRequests.of(metrics, tier);
            write(topic);
            watch(topic);
            StoreRequests tiered = StoreRequests.of(metrics, tier);
            read(topic);
            StoreRequests read = StoreRequests.of(metrics, tier);
            new Report(tier.place(), options.keep(), tier.contents(), tiered.since(before), read.since(tiered))
                    .show(screen);
        }
    }

    private void write(DemoTopic topic) {
        long began = System.nanoTime();
        topic.fill(bytes -> screen.progress("writing", () -> bytes, topic.bytes(), () -> whereabouts(topic)));
        long took = System.nanoTime() - began;
        screen.done(
                "written",
                "%,d records, %s in %s (%s)"
                        .formatted(
                                topic.records(),
                                Screen.mib(topic.bytes()),
                                Screen.seconds(took),
                                Screen.rate(topic.bytes(), took)));
    }

    private void watch(DemoTopic topic) {
        long began = System.nanoTime();
        topic.awaitTiered(() ->
                screen.progress("tiering", () -> tier.contents().bytes(), topic.bytes(), () -> whereabouts(topic)));
        screen.done(
                "tiered",
                "%s later: %s; segments being written stay local"
                        .formatted(Screen.seconds(System.nanoTime() - began), whereabouts(topic)));
    }

    private void read(DemoTopic topic) {
        long began = System.nanoTime();
        ReadAudit audit = topic.readBack(bytes -> screen.progress(
                "reading",
                () -> bytes,
                topic.bytes(),
                () -> Screen.rate(bytes, System.nanoTime() - began) + ", each verified"));
        long took = System.nanoTime() - began;
        screen.done(
                "read",
                "%,d records from offset 0, %s in %s (%s): every one is byte for byte what was written"
                        .formatted(
                                audit.records(),
                                Screen.mib(audit.bytes()),
                                Screen.seconds(took),
                                Screen.rate(audit.bytes(), took)));
    }

    private String whereabouts(DemoTopic topic) {
        return "%s on the broker's disk, %s in the tier"
                .formatted(
                        Screen.mib(topic.localBytes()),
                        Screen.mib(tier.contents().bytes()));
    }
}
