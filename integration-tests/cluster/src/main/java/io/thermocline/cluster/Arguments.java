// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was written on a command line: {@code --name value}, or {@code --name} alone. */
public final class Arguments {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(s|m|h)");

    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Takes a command line apart.
     *
     * @param withValue the options that have one
     * @param alone the options that have none
     * @throws IllegalArgumentException naming what cannot be understood
     */
    public Arguments(String[] arguments, Set<String> withValue, Set<String> alone) {
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            if (alone.contains(option)) {
                values.put(option, "");
            } else if (!withValue.contains(option)) {
                throw new IllegalArgumentException("there is no option " + option + "; see --help");
            } else if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(option + " needs a value; see --help");
            } else {
                values.put(option, arguments[++i]);
            }
        }
    }

    /**
     * Returns what a command line asks for. If it cannot be understood, says so in one line, and ends with code 2.
     *
     * @param program what the line begins with
     * @param reading throws an IllegalArgumentException that names what cannot be understood
     */
    public static <T> T orEnd(String program, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            System.err.println(program + ": " + e.getMessage());
            System.exit(2);
            throw e;
        }
    }

    /** Returns whether that option was given. */
    public boolean has(String option) {
        return values.containsKey(option);
    }

    /** Returns the value of an option. */
    public Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }

    /** Returns the whole number that an option has. */
    public Optional<Long> number(String option) {
        return value(option).map(text -> {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(option + " " + text + " is no whole number", e);
            }
        });
    }

    /** Returns the seed that {@code --seed} gives, or a random one. */
    public long seed() {
        return number("--seed").orElseGet(() -> (long) new Random().nextInt(1_000_000));
    }

    /** Returns the directory that {@code --out} names, or the usual one. */
    public Path out(String usual) {
        return Path.of(value("--out").orElse(usual)).toAbsolutePath();
    }

    /** Returns the time that an option has, written as {@code 90s}, {@code 10m} or {@code 2h}. */
    public Optional<Duration> duration(String option) {
        return value(option).map(text -> {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(option + " " + text + " is no time such as 90s, 10m or 2h");
            }
            return Duration.parse("PT" + matcher.group(1) + matcher.group(2));
        });
    }
}
