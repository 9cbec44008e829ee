// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What the quickstart script hands over.
 *
 * @param brokerId process id of the broker
 * @param data the broker's log directory
 * @param mebibytes how much to write
 * @param live whether a line on the screen may be written over
 * @param keep whether everything stays as it is in the end
 */
record Options(String bootstrapServers, long brokerId, Path data, int mebibytes, boolean live, boolean keep) {

    Options {
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        Objects.requireNonNull(data, "data");
    }

    static Options of(Arguments arguments) {
        return new Options(
                arguments.given("bootstrap"),
                Long.parseLong(arguments.given("broker")),
                Path.of(arguments.given("data")),
                Integer.parseInt(arguments.given("mebibytes")),
                Boolean.parseBoolean(arguments.given("live")),
                Boolean.parseBoolean(arguments.given("keep")));
    }
}
