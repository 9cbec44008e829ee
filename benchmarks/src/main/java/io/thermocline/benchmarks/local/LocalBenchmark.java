// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.local;

import io.thermocline.benchmarks.subject.LogSegment;
import io.thermocline.local.LocalTieredStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.server.log.remote.storage.RemoteStorageException;

/**
 * Copying a segment of a gibibyte to the filesystem tier beside {@code cp} and {@code sync} of its log, and reading it
 * back beside reading the plain file, in one run, as a table and as JSON. {@code benchmarks/run local} runs it; it takes a
 * directory (that of temporary files) and a number of rounds.
 *
 * <p>Everything is done once for practice and then {@code rounds} times (5), in turn; what is reported are medians. No
 * copy replaces an earlier one: freeing its blocks would be measured too. The
 * files are in the page cache, where a segment is that was just closed, and where reading is not a matter of the disk.
 */
public final class LocalBenchmark {

    private static final int SEGMENT_BYTES = 1 << 30;
    private static final int MIB = 1 << 20;
    private static final int HEADER_BYTES = 17;
    /** How far before the end of the last fetch the next one begins, about: half a batch and an index interval. */
    private static final int STEP_BACK = 12 * 1024;

    private LocalBenchmark() {}

    private interface Action {
        void run() throws IOException, InterruptedException, RemoteStorageException;
    }

    /** Something that is measured, with what it is compared to; each is done as often as the other, in turn. */
    private static final class Measured {
        private final String what;
        private final String beside;
        private final Action before;
        private final Action action;
        private final List<Double> seconds = new ArrayList<>();

        Measured(String what, String beside, Action action) {
            this(what, beside, () -> {}, action);
        }

        /** Takes what is done before each measurement, and not measured. */
        Measured(String what, String beside, Action before, Action action) {
            this.what = what;
            this.beside = beside;
            this.before = before;
            this.action = action;
        }

        double mebibytesPerSecond() {
            double[] sorted =
                    seconds.stream().mapToDouble(each -> each).sorted().toArray();
            return SEGMENT_BYTES / (double) MIB / sorted[sorted.length / 2];
        }
    }

    public static void main(String[] args) throws Exception {
        Path parent = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        Path directory = Files.createTempDirectory(parent, "thermocline-benchmark");
        try (LocalTieredStorage tier = new LocalTieredStorage()) {
            tier.configure(Map.of("local.path", directory.resolve("tier").toString()));
            List<Measured> all =
                    measured(LogSegment.write(directory.resolve("segment"), SEGMENT_BYTES), tier, directory);
            for (int round = 0; round <= rounds; round++) {
                for (Measured each : all) {
                    measure(each, round > 0);
                }
            }
            report(all);
        } finally {
            removeAll(directory);
        }
    }

    private static List<Measured> measured(LogSegment segment, LocalTieredStorage tier, Path directory) {
        Path log = segment.data().logSegment();
        int bytes = segment.bytes();
        Path copy = directory.resolve("copy");
        String plainCopy = "cp + sync";
        String plainChannel = "FileChannel, 1 MiB at a time";
        String plainStream = "FileInputStream, 1 MiB at a time";
        return List.of(
                new Measured(plainCopy, plainCopy, () -> Files.deleteIfExists(copy), () -> copyPlainly(log, copy)),
                new Measured(
                        "copyLogSegmentData",
                        plainCopy,
                        () -> tier.deleteLogSegmentData(segment.metadata()),
                        () -> tier.copyLogSegmentData(segment.metadata(), segment.data())),
                new Measured(plainChannel, plainChannel, () -> readChannel(log, bytes)),
                new Measured(plainStream, plainStream, () -> {
                    try (InputStream in = Files.newInputStream(log)) {
                        readAll(in, bytes);
                    }
                }),
                new Measured("fetchLogSegment, one stream", plainStream, () -> {
                    try (InputStream in = tier.fetchLogSegment(segment.metadata(), 0)) {
                        readAll(in, bytes);
                    }
                }),
                new Measured("fetchLogSegment, the broker's pattern", plainStream, () -> readAsBroker(segment, tier)));
    }

    private static void measure(Measured measured, boolean counts)
            throws IOException, InterruptedException, RemoteStorageException {
        measured.before.run();
        long begin = System.nanoTime();
        measured.action.run();
        if (counts) {
            measured.seconds.add((System.nanoTime() - begin) / 1e9);
        }
    }

    private static void copyPlainly(Path log, Path copy) throws IOException, InterruptedException {
        String command = "cp '%s' '%s' && sync '%s'".formatted(log, copy, copy);
        int exit = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException(command + " ended with " + exit);
        }
    }

    private static void readChannel(Path log, int expected) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MIB);
        long bytes = 0;
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
            for (int n = file.read(buffer); n >= 0; n = file.read(buffer.clear())) {
                bytes += n;
            }
        }
        requireAll(bytes, expected);
    }

    private static void readAll(InputStream in, int expected) throws IOException {
        byte[] target = new byte[MIB];
        long bytes = 0;
        for (int n = in.read(target); n >= 0; n = in.read(target)) {
            bytes += n;
        }
        requireAll(bytes, expected);
    }

    /** A fetch for each mebibyte: the header of a batch, the rest, and the next begins a little before the end. */
    private static void readAsBroker(LogSegment segment, LocalTieredStorage tier)
            throws IOException, RemoteStorageException {
        byte[] target = new byte[MIB];
        int position = 0;
        while (position < segment.bytes()) {
            int start = Math.max(0, position - STEP_BACK);
            try (InputStream in = tier.fetchLogSegment(segment.metadata(), start)) {
                position = start + in.readNBytes(target, 0, HEADER_BYTES);
                position += in.readNBytes(target, HEADER_BYTES, MIB - HEADER_BYTES);
            }
        }
        requireAll(position, segment.bytes());
    }

    private static void requireAll(long bytes, int expected) throws IOException {
        if (bytes != expected) {
            throw new IOException("read " + bytes + " bytes instead of " + expected);
        }
    }

    private static void report(List<Measured> all) {
        System.out.printf(Locale.ROOT, "%-40s %8s %8s  %s%n", "a segment of 1 GiB", "MiB/s", "ratio", "beside");
        List<String> json = new ArrayList<>();
        for (Measured each : all) {
            double reference = all.stream()
                    .filter(other -> other.what.equals(each.beside))
                    .findFirst()
                    .orElseThrow()
                    .mebibytesPerSecond();
            double ratio = each.mebibytesPerSecond() / reference;
            System.out.printf(
                    Locale.ROOT, "%-40s %8.0f %8.2f  %s%n", each.what, each.mebibytesPerSecond(), ratio, each.beside);
            json.add(String.format(
                    Locale.ROOT,
                    "{\"what\":\"%s\",\"mebibytesPerSecond\":%.1f,\"beside\":\"%s\",\"ratio\":%.3f,\"seconds\":%s}",
                    each.what,
                    each.mebibytesPerSecond(),
                    each.beside,
                    ratio,
                    Arrays.toString(each.seconds.toArray())));
        }
        System.out.println("{\"bytes\":" + SEGMENT_BYTES + ",\"figures\":[" + String.join(",", json) + "]}");
    }

    private static void removeAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
