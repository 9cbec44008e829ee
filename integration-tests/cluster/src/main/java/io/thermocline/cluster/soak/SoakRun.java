// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.soak;

import io.thermocline.cluster.Arguments;
import io.thermocline.cluster.Cluster;
import io.thermocline.cluster.Traffic;
import io.thermocline.cluster.faults.FaultKind;
import io.thermocline.cluster.faults.FaultRun;
import io.thermocline.cluster.faults.FaultSchedule;
import io.thermocline.cluster.watch.Timeline;
import io.thermocline.cluster.watch.TimelineReport;
import io.thermocline.it.broker.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A cluster that lives with what happens in any month, sped up; with a timeline on the screen and as a page. */
public final class SoakRun {

    private static final Duration USUAL = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final int CALM = 3;
    private static final Set<FaultKind> GENTLE = EnumSet.of(
            FaultKind.BROKER_RESTARTED,
            FaultKind.BROKER_KILLED,
            FaultKind.LEADERS_MOVED,
            FaultKind.STORE_SLOW,
            FaultKind.STORE_THROTTLES,
            FaultKind.STORE_CUTS_BODIES,
            FaultKind.BROKER_CUT_OFF);

    private SoakRun() {}

    /** Runs, and ends with code 1 if something was violated. */
    public static void main(String[] line) throws Exception {
        Options options = Arguments.orEnd("integration-tests/soak", () -> Options.of(line));
        System.exit(run(options.duration(), options.seed(), options.out()) ? 0 : 1);
    }

    private record Options(Duration duration, long seed, Path out) {
        static Options of(String[] line) {
            Arguments arguments = new Arguments(line, Set.of("--duration", "--seed", "--out"), Set.of());
            return new Options(
                    arguments.duration("--duration").orElse(USUAL), arguments.seed(), arguments.out("target/soak"));
        }
    }

    static boolean run(Duration duration, long seed, Path out) throws Exception {
        Directories.deleteTree(out);
        FaultSchedule schedule = FaultSchedule.seeded(seed, duration, GENTLE, CALM);
        System.out.println(
                "seed " + seed + ", " + duration.toSeconds() + " s\n" + schedule + "\n" + TimelineReport.head());
        Timeline[] timeline = new Timeline[1];
        FaultRun.Outcome outcome = new FaultRun(
                        seed, duration, schedule, Files.createDirectories(out.resolve("cluster")))
                .run((cluster, traffic) -> timeline[0] = watch(cluster, traffic));
        boolean clean = outcome.report().isClean();
        String summary = String.format(
                Locale.ROOT,
                "seed %d, %d s, %s%n%,d records acknowledged, %,d given up: %s%n%s",
                seed,
                duration.toSeconds(),
                schedule.summary(),
                outcome.acknowledged(),
                outcome.failed(),
                clean ? "all holds" : "VIOLATED",
                outcome.report());
        System.out.println(summary);
        if (timeline[0] != null) {
            Path page = out.resolve("index.html");
            TimelineReport.write(page, "Soak", schedule + "\n\n" + summary, timeline[0].moments());
            System.out.println("the report is " + page);
        }
        if (clean) {
            Directories.deleteTree(out.resolve("cluster"));
        }
        return clean;
    }

    private static Timeline watch(Cluster cluster, Traffic traffic) {
        return Timeline.of(
                cluster,
                traffic::acknowledged,
                BETWEEN_LOOKS,
                moment -> System.out.println(TimelineReport.line(moment)));
    }
}
