// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.system;

import io.thermocline.benchmarks.measure.Check;
import io.thermocline.benchmarks.measure.Figures;
import io.thermocline.benchmarks.measure.Report;
import io.thermocline.benchmarks.subject.Subject;

/** What the plugin should reach, beside what it did. */
final class Checks {

    private static final double MIB = 1 << 20;
    private static final double FIRST_BYTE_SECONDS = 0.030;
    private static final double CONNECTION_BYTES_PER_SECOND = 100e6;
    private static final int FETCH_THREADS = 4;
    private static final double MOST_GETS_OF_256_MIB = 48;
    private static final double DEFAULT_CACHE_BYTES = 256 * MIB;

    private Checks() {}

    static void add(Report report, Subject plugin, Subject bare, int middleMib) {
        oneReader(report, report.medians(Step.ONE_READER.title(), plugin.name()), middleMib);
        unlimited(report, plugin, bare);
        random(report, plugin, bare);
        sixteenReaders(report, plugin);
        warm(report, plugin);
    }

    private static void oneReader(Report report, Figures reader, int mib) {
        double mostGets = Math.ceil(MOST_GETS_OF_256_MIB * mib / 256);
        double each = mib * MIB / mostGets;
        double limit = FETCH_THREADS * each / (FIRST_BYTE_SECONDS + each / CONNECTION_BYTES_PER_SECOND) / 1e6;
        String name = "(1) one cold reader, fetch.threads=4";
        report.add(Check.atLeast(
                name
                        + ", of the %.0f that %.0f GETs in %d threads could bring"
                                .formatted(limit, mostGets, FETCH_THREADS),
                reader.get("mb.per.second"),
                "MB/s",
                200));
        // One more than for data: the tail with the indexes.
        report.add(Check.atMost(name + ", GETs of data", reader.get("requests.get") - 1, "GETs", mostGets));
        report.add(Check.atMost(
                name + ", bytes from the store for each byte of the log",
                reader.get("store.down.bytes") / reader.get("bytes"),
                "bytes",
                1.05));
    }

    private static void unlimited(Report report, Subject plugin, Subject bare) {
        String name = "(2) one cold reader without limits, to one GET of the whole object by " + bare;
        report.add(Check.atLeast(
                name + ", at S3Proxy",
                speed(report, Step.S3PROXY_READER, plugin) / speed(report, Step.S3PROXY_STREAM, bare),
                "times",
                0.7));
        report.add(Check.atLeast(
                name + ", at the benchmarks' own server",
                speed(report, Step.ONE_READER_UNLIMITED, plugin) / speed(report, Step.STREAM, bare),
                "times",
                0.7));
    }

    private static double speed(Report report, Step step, Subject subject) {
        return report.medians(step.title(), subject.name()).get("mb.per.second");
    }

    private static void random(Report report, Subject plugin, Subject bare) {
        Figures ours = report.medians(Step.RANDOM.title(), plugin.name());
        Figures beside = report.medians(Step.RANDOM.title(), bare.name());
        double calls = ours.get("calls");
        report.add(Check.atMost("(3) random 1 MiB, GETs", ours.get("requests.get") / calls, "GETs a read", 1));
        report.add(
                Check.atMost("(3) random 1 MiB, bytes", ours.get("store.down.bytes") / calls / MIB, "MiB a read", 1.5));
        report.add(Check.atMost(
                "(3) random 1 MiB, time to that of a ranged GET by " + bare,
                ours.get("call.p50.ms") / beside.get("call.p50.ms"),
                "times",
                1.2));
    }

    private static void sixteenReaders(Report report, Subject plugin) {
        Figures readers = report.medians(Step.SIXTEEN_READERS.title(), plugin.name());
        double cache = plugin.settings().containsKey("cache.memory.bytes")
                ? Double.parseDouble(plugin.settings().get("cache.memory.bytes"))
                : DEFAULT_CACHE_BYTES;
        report.add(
                Check.atLeast("(4) 16 readers, slowest to fastest", readers.get("slowest.to.fastest"), "times", 0.5));
        report.add(Check.atMost(
                "(4) 16 readers, peak direct memory", readers.get("peak.direct.mib"), "MiB", cache / MIB + 64));
        report.add(Check.atMost("(4) 16 readers, growth of the heap", readers.get("heap.growth.mib"), "MiB", 16));
    }

    private static void warm(Report report, Subject plugin) {
        Figures warm = report.medians(Step.WARM.title(), plugin.name());
        report.add(Check.atLeast(
                "(6) reading again, MB for each second of a processor",
                warm.get("bytes") / 1e6 / warm.get("cpu.seconds"),
                "MB/s",
                2000));
        report.add(Check.atMost("(6) reading again, GETs", orZero(warm.get("requests.get")), "GETs", 0));
    }

    private static double orZero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }
}
