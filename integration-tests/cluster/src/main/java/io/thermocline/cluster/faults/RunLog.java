// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** What happened in a run, with times, in a file beside what the brokers have logged. For several threads. */
final class RunLog {

    private final Path file;

    RunLog(Path directory) {
        this.file = directory.resolve("run.log");
    }

    synchronized void say(String line) {
        try {
            Files.writeString(
                    file,
                    LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS) + " " + line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
