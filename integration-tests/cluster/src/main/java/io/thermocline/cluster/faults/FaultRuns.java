// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.cluster.Arguments;
import io.thermocline.cluster.Node;
import io.thermocline.it.broker.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Runs with faults, one after another, each with a seed of its own and a line in the end: {@code integration-tests/cluster/run}. */
public final class FaultRuns {

    private static final Duration USUAL = Duration.ofSeconds(90);

    private FaultRuns() {}

    /** Runs, and ends with code 1 if something was violated. */
    public static void main(String[] line) throws Exception {
        Options options = Arguments.orEnd("integration-tests/cluster/run", () -> Options.of(line));
        boolean clean = true;
        for (long run = 0; run < options.runs(); run++) {
            clean &= run(options.seed() + run, options.duration(), options.kinds(), options.out(), options.keep());
        }
        System.exit(clean ? 0 : 1);
    }

    private record Options(long seed, long runs, Duration duration, Set<FaultKind> kinds, Path out, boolean keep) {
        static Options of(String[] line) {
            Arguments arguments = new Arguments(
                    line, Set.of("--seed", "--duration", "--runs", "--faults", "--out"), Set.of("--keep"));
            return new Options(
                    arguments.seed(),
                    runs(arguments.number("--runs").orElse(1L)),
                    arguments.duration("--duration").orElse(USUAL),
                    possible(arguments
                            .value("--faults")
                            .map(Options::kinds)
                            .orElseGet(() -> EnumSet.allOf(FaultKind.class))),
                    arguments.out("target/cluster-runs"),
                    arguments.has("--keep"));
        }

        private static long runs(long number) {
            if (number < 1) {
                throw new IllegalArgumentException("--runs " + number + " is not one run or more");
            }
            return number;
        }

        private static Set<FaultKind> kinds(String names) {
            Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
            Stream.of(names.split(",", -1)).map(FaultKind::named).forEach(kinds::add);
            return kinds;
        }

        private static Set<FaultKind> possible(Set<FaultKind> kinds) {
            if (kinds.contains(FaultKind.CLOCK_WRONG) && !Node.canChangeClocks()) {
                System.out.println(
                        "CLOCK_WRONG is left out: there is no C compiler (cc); schedules differ from those with one");
                kinds.remove(FaultKind.CLOCK_WRONG);
            }
            return kinds;
        }
    }

    private static boolean run(long seed, Duration duration, Set<FaultKind> kinds, Path parent, boolean keep)
            throws Exception {
        Path directory = parent.resolve("seed-" + seed);
        Directories.deleteTree(directory);
        Files.createDirectories(directory);
        FaultSchedule schedule = FaultSchedule.seeded(seed, duration, kinds);
        FaultRun.Outcome outcome = new FaultRun(seed, duration, schedule, directory).run(Spectator.nobody());
        boolean clean = outcome.report().isClean();
        System.out.printf(
                Locale.ROOT,
                "seed %d  %d s  %d faults (%s)  %,d records acknowledged, %,d given up, %,d aborted transactions"
                        + " in the tier  %s%n",
                seed,
                duration.toSeconds(),
                schedule.faults().size(),
                schedule.summary(),
                outcome.acknowledged(),
                outcome.failed(),
                outcome.report().looked("aborted transactions"),
                clean ? "all holds" : "VIOLATED");
        if (!clean) {
            System.out.println(schedule + "\n" + outcome.report() + "\nall of it is in " + directory);
        } else if (!keep) {
            Directories.deleteTree(directory);
        }
        return clean;
    }
}
