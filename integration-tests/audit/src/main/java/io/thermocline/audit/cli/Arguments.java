// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was asked for: {@code --name value}, some of them more than once. */
final class Arguments {

    private static final Set<String> KNOWN = Set.of(
            "bootstrap",
            "bucket",
            "s3-endpoint",
            "region",
            "path-style",
            "directory",
            "prefix",
            "deleted-topic",
            "settle-seconds");

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /** Reads a command line; the exception's message says what is wrong with it. */
    static Arguments parse(String[] line) {
        Arguments arguments = new Arguments();
        for (int i = 0; i < line.length; i += 2) {
            String name = line[i].startsWith("--") ? line[i].substring(2) : "";
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("there is no option " + line[i]);
            }
            if (i + 1 == line.length) {
                throw new IllegalArgumentException("the option " + line[i] + " needs a value");
            }
            arguments.values.computeIfAbsent(name, key -> new ArrayList<>()).add(line[i + 1]);
        }
        if (arguments.optional("bucket").isPresent()
                == arguments.optional("directory").isPresent()) {
            throw new IllegalArgumentException("one of --bucket and --directory says where the tier is");
        }
        arguments.required("bootstrap");
        arguments.settling();
        return arguments;
    }

    /** Returns for how long to look again until there is no violation. */
    Duration settling() {
        String seconds = optional("settle-seconds").orElse("0");
        try {
            return Duration.ofSeconds(Long.parseLong(seconds));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--settle-seconds is a number of seconds, not " + seconds, e);
        }
    }

    String required(String name) {
        return optional(name).orElseThrow(() -> new IllegalArgumentException("--" + name + " is missing"));
    }

    Optional<String> optional(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }
}
