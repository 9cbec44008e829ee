// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3client;

import io.thermocline.benchmarks.measure.Figures;
import io.thermocline.benchmarks.s3server.PacedS3;
import io.thermocline.s3.testing.S3Server;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares the HTTP clients that the AWS SDK can use with each other: each in a process of its own, in turns, against one
 * server, and of several runs the median; how each behaves is looked at in the first run. It prints a table and the same as
 * JSON. {@code benchmarks/run http-clients} runs it.
 *
 * <p>System properties: {@code runs} (3), {@code mib} (1024, the file's length), {@code heap} (512m, of each client's
 * process), {@code crt.class.path} (the jars of a version of the SDK that has the CRT client; without it that client is
 * left out). The server is one that is started for this, or any that {@code thermocline.s3.*} names, as for tests.
 */
public final class S3ClientComparison {

    private final int runs = Integer.getInteger("runs", 3);
    private final String heap = System.getProperty("heap", "512m");
    private final Optional<String> crtClassPath = Optional.ofNullable(System.getProperty("crt.class.path"));

    private S3ClientComparison() {}

    public static void main(String[] arguments) throws Exception {
        new S3ClientComparison().compare();
    }

    private void compare() throws Exception {
        Path file = file(Long.getLong("mib", 1024));
        try {
            if (System.getProperty("thermocline.s3.endpoint") != null) {
                compare(S3Server.ofTests(), file);
            } else {
                try (PacedS3 server = PacedS3.in(PacedS3.memory())) {
                    compare(server.server(), file);
                }
            }
        } finally {
            Files.delete(file);
        }
    }

    private void compare(S3Server server, Path file) throws Exception {
        System.out.printf(
                "# %s, %d runs of %d MiB each, %d processors, load %.1f%n",
                server, runs, file.toFile().length() >> 20, Runtime.getRuntime().availableProcessors(), load());
        Map<HttpClientKind, List<Figures>> all = new EnumMap<>(HttpClientKind.class);
        for (int run = 0; run < runs; run++) {
            for (HttpClientKind kind : HttpClientKind.values()) {
                if (kind != HttpClientKind.CRT || crtClassPath.isPresent()) {
                    System.err.printf("run %d of %s, load %.1f%n", run + 1, kind, load());
                    all.computeIfAbsent(kind, each -> new ArrayList<>()).add(run(kind, server, file, run == 0));
                }
            }
        }
        Map<HttpClientKind, Figures> medians = new EnumMap<>(HttpClientKind.class);
        all.forEach((kind, figures) -> medians.put(kind, Figures.medians(figures)));
        print(medians);
        System.out.printf("# load at the end %.1f%n", load());
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static Path file(long mib) throws IOException {
        Path file = Files.createTempFile("s3-clients", ".bin");
        byte[] block = new byte[1 << 20];
        Random random = new Random(1);
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (long i = 0; i < mib; i++) {
                random.nextBytes(block);
                output.write(block);
            }
        }
        return file;
    }

    private Figures run(HttpClientKind kind, S3Server server, Path file, boolean behaviour) throws Exception {
        List<String> classPath = classPath(kind);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-Dthermocline.s3.endpoint=" + server.endpoint(),
                "-Dthermocline.s3.access.key=" + server.accessKey(),
                "-Dthermocline.s3.secret.key=" + server.secretKey(),
                "-Dthermocline.s3.checksums=" + server.checksums(),
                "-Dsoftware.amazon.awssdk.http.service.impl=" + service(kind),
                "-cp",
                String.join(File.pathSeparator, classPath),
                ClientRun.class.getName(),
                kind.name(),
                file.toString(),
                String.valueOf(behaviour));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Figures figures = process.inputReader(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(ClientRun.RESULT))
                .map(line -> Figures.parse(line.substring(ClientRun.RESULT.length())))
                .findFirst()
                .orElseThrow(() -> new IOException(kind + " gave no figures"));
        process.waitFor();
        figures.put("jars.of.its.own.mib", bytes(classPath, kind) / 1048576.0);
        return figures;
    }

    /** Returns which client those of the tests use beside the one that is measured, since the SDK wants to be told. */
    private static String service(HttpClientKind kind) {
        return kind == HttpClientKind.CRT
                ? "software.amazon.awssdk.http.crt.AwsCrtSdkHttpService"
                : "software.amazon.awssdk.http.urlconnection.UrlConnectionSdkHttpService";
    }

    private List<String> classPath(HttpClientKind kind) {
        List<String> here = List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));
        if (kind != HttpClientKind.CRT) {
            return here;
        }
        // Its own SDK, and of this class path all that is not the SDK.
        Set<String> both =
                new LinkedHashSet<>(List.of(crtClassPath.orElseThrow().split(File.pathSeparator, -1)));
        here.stream().filter(jar -> !jar.contains("awssdk")).forEach(both::add);
        return List.copyOf(both);
    }

    private static long bytes(List<String> classPath, HttpClientKind kind) {
        return classPath.stream()
                .map(File::new)
                .filter(jar -> kind.owns(jar.getName()))
                .mapToLong(File::length)
                .sum();
    }

    private static void print(Map<HttpClientKind, Figures> medians) {
        StringBuilder head = new StringBuilder("%-34s".formatted("median"));
        medians.keySet()
                .forEach(kind -> head.append("%16s".formatted(kind.name().toLowerCase(Locale.ROOT))));
        System.out.println(head);
        Stream<String> names = medians.values().iterator().next().values().keySet().stream();
        names.forEach(name -> {
            StringBuilder line = new StringBuilder("%-34s".formatted(name));
            medians.values()
                    .forEach(figures -> line.append(String.format(
                            Locale.ROOT, "%16.2f", figures.values().get(name))));
            System.out.println(line);
        });
        medians.forEach(
                (kind, figures) -> System.out.printf("{\"client\": \"%s\", \"figures\": %s}%n", kind, figures.json()));
    }
}
