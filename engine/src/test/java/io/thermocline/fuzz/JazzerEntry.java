// SPDX-License-Identifier: Apache-2.0
package io.thermocline.fuzz;

/** Where Jazzer comes in, which finds and calls these methods by name; the target's name is its only argument. */
public final class JazzerEntry {

    private static Trial trial;

    private JazzerEntry() {}

    public static void fuzzerInitialize(String[] arguments) {
        trial = new Trial(FuzzTarget.of(arguments[0]));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        trial.of(input);
    }
}
