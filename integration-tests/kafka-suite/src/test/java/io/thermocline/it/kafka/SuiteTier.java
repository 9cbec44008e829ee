// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.kafka;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The tiers that Kafka's tests are run against. */
enum SuiteTier {
    LOCAL {
        @Override
        TierOfTests open(Path directory) {
            return new TierOfTests(
                    "io.thermocline.local.LocalTieredStorage",
                    PLUGIN,
                    Map.of("local.path", directory.toString()),
                    directory);
        }
    },
    S3 {
        @Override
        TierOfTests open(Path directory) {
            return SuiteS3Server.ofThisJvm().newBucket(PLUGIN);
        }
    };

    /** The class path that an operator writes into {@code server.properties}. */
    private static final String PLUGIN = Path.of(System.getProperty("thermocline.dist"), "lib")
                    .toAbsolutePath()
                    .normalize()
            + "/*";

    /** Makes an empty tier, in a directory that is given or elsewhere. */
    abstract TierOfTests open(Path directory);

    /** Returns the tier of that label. */
    static SuiteTier labelled(String label) {
        return Stream.of(values())
                .filter(tier -> tier.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no tier is called " + label + ", but "
                        + Stream.of(values()).map(SuiteTier::label).toList()));
    }

    /** Returns the name by which the run's options and its list know the tier. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
