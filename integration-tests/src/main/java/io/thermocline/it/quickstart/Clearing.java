// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

/** Takes what the quickstart has put into a bucket away again, whatever became of the quickstart itself. */
public final class Clearing {

    private Clearing() {}

    /** Takes {@code name=value} arguments from the script; ends with 1 if something stays. */
    public static void main(String[] arguments) {
        try (BucketTier tier = BucketTier.of(Arguments.parse(arguments))) {
            tier.clear();
        } catch (QuickstartException e) {
            System.err.println("quickstart: " + e.getMessage());
            System.exit(1);
        }
    }
}
