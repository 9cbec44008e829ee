// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What the quickstart script hands over.
 *
 * @param brokerId process id of the broker
 * @param data the broker's log directory
 * @param tier root directory of the tier
 * @param mebibytes how much to write
 * @param live whether a line on the screen may be written over
 */
record Options(String bootstrapServers, long brokerId, Path data, Path tier, int mebibytes, boolean live) {

    Options {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(tier, "tier");
    }

    /** Reads {@code name=value} arguments. */
    static Options parse(Map<String, String> arguments) {
        return new Options(
                given(arguments, "bootstrap"),
                Long.parseLong(given(arguments, "broker")),
                Path.of(given(arguments, "data")),
                Path.of(given(arguments, "tier")),
                Integer.parseInt(given(arguments, "mebibytes")),
                Boolean.parseBoolean(given(arguments, "live")));
    }

    private static String given(Map<String, String> arguments, String name) {
        String value = arguments.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the argument " + name + "=... is missing");
        }
        return value;
    }
}
