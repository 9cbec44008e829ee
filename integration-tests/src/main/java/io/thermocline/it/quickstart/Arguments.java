// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The {@code name=value} arguments with which the script calls. */
record Arguments(Map<String, String> named) {

    static Arguments parse(String... arguments) {
        return new Arguments(Arrays.stream(arguments)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
    }

    boolean has(String name) {
        return named.containsKey(name);
    }

    String given(String name) {
        String value = named.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the argument " + name + "=... is missing");
        }
        return value;
    }
}
