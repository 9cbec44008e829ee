// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/** A small filesystem of its own, for as long as a test needs it; a test that may not mount one is skipped. */
public final class Mount implements AutoCloseable {

    private final Path at;

    private Mount(Path at) {
        this.at = at;
    }

    /** Mounts a filesystem, or skips the test. */
    public static Mount of(String type, String options, Path at) {
        assumeTrue(
                run("mount", "-t", type, "-o", options, "thermocline-test", at.toString()),
                "this test mounts a " + type + ", which this user or system does not allow");
        return new Mount(at);
    }

    /** Changes how it is mounted, or skips the test. */
    public void remount(String options) {
        assumeTrue(run("mount", "-o", "remount," + options, at.toString()), "a filesystem cannot be remounted here");
    }

    @Override
    public void close() {
        if (!run("umount", at.toString())) {
            run("umount", "-l", at.toString());
        }
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().join().exitValue() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
