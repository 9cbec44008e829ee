// SPDX-License-Identifier: Apache-2.0
package io.thermocline.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Gives parsers inputs by chance for some minutes, and keeps those that they must not mind but do. */
public final class Fuzzer {

    private static final String USAGE = """
            usage: Fuzzer [--minutes N] [--parser NAME] [--seed N] [--findings DIR] | --write-seeds DIR --parser NAME

            Gives each parser (or one) inputs made by chance for so many minutes (1), and writes each input that makes it do
            what it must not do to DIR/<parser>.""";

    private double minutes = 1;
    private long seed = System.nanoTime();
    private List<FuzzTarget> targets = FuzzTarget.all();
    private Path findings = Path.of("findings");
    private Path seedsTo;

    private Fuzzer() {}

    public static void main(String[] arguments) throws IOException {
        Fuzzer fuzzer = new Fuzzer();
        try {
            fuzzer.read(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + System.lineSeparator() + USAGE);
            System.exit(2);
        }
        System.exit(fuzzer.run() ? 0 : 1);
    }

    private void read(String[] arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " has no value");
            }
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--minutes" -> minutes = Double.parseDouble(value);
                case "--seed" -> seed = Long.parseLong(value);
                case "--parser" -> targets = List.of(FuzzTarget.of(value));
                case "--findings" -> findings = Path.of(value);
                case "--write-seeds" -> seedsTo = Path.of(value);
                default -> throw new IllegalArgumentException("there is no option " + arguments[i]);
            }
        }
    }

    /** Returns whether nothing was found. */
    private boolean run() throws IOException {
        boolean clean = true;
        for (FuzzTarget target : targets) {
            if (seedsTo != null) {
                Findings.writeAll(seedsTo, inputs(target));
            } else {
                clean &= run(target);
            }
        }
        return clean;
    }

    private static List<byte[]> inputs(FuzzTarget target) throws IOException {
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        inputs.addAll(Findings.of(target).values());
        return inputs;
    }

    private boolean run(FuzzTarget target) throws IOException {
        Mutator mutator = new Mutator(inputs(target), target.words(), new Random(seed));
        Trial trial = new Trial(target);
        Watchdog watchdog = Watchdog.over(target, findings);
        Set<String> found = new HashSet<>();
        long executions = 0;
        long end = System.nanoTime() + (long) (minutes * Duration.ofMinutes(1).toNanos());
        while (System.nanoTime() < end) {
            byte[] input = mutator.next();
            watchdog.watch(input);
            executions++;
            try {
                trial.of(input);
            } catch (Finding e) {
                if (found.add(e.fingerprint())) {
                    System.out.println("FINDING " + Findings.write(findings, target, input) + ": " + e.getMessage());
                    e.printStackTrace(System.out);
                }
            }
        }
        watchdog.stop();
        System.out.printf(
                "%s: %,d executions, %d findings; to repeat this: --parser %s --seed %d%n",
                target.name(), executions, found.size(), target.name(), seed);
        return found.isEmpty();
    }

    /** Ends the process when a parser does not come back, and keeps what it was given. */
    private static final class Watchdog {

        private static final Duration PATIENCE = Duration.ofSeconds(60);

        private final FuzzTarget target;
        private final Path findings;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile byte[] current = {};

        private Watchdog(FuzzTarget target, Path findings) {
            this.target = target;
            this.findings = findings;
        }

        static Watchdog over(FuzzTarget target, Path findings) {
            Watchdog watchdog = new Watchdog(target, findings);
            Thread thread = new Thread(watchdog::look, "watchdog");
            thread.setDaemon(true);
            thread.start();
            return watchdog;
        }

        void watch(byte[] input) {
            current = input;
        }

        void stop() {
            ended.countDown();
        }

        private void look() {
            try {
                byte[] before = current;
                while (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    if (before == current) {
                        System.out.println("FINDING " + Findings.write(findings, target, before) + ": no end after "
                                + PATIENCE.toSeconds() + " s");
                        Runtime.getRuntime().halt(1);
                    }
                    before = current;
                }
            } catch (InterruptedException | IOException e) {
                return;
            }
        }
    }
}
