// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A small filesystem of its own, for as long as a test needs it, and not longer than this JVM lives unless that is killed; a
 * test that may not mount one is skipped.
 */
public final class Mount implements AutoCloseable {

    private static final Set<Mount> MOUNTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> MOUNTED.forEach(Mount::close), "end-of-mounts"));
    }

    private final Path at;

    private Mount(Path at) {
        this.at = at;
    }

    /** Mounts a filesystem, or skips the test. */
    public static Mount of(String type, String options, Path at) {
        assumeTrue(
                run("mount", "-t", type, "-o", options, "thermocline-test", at.toString()),
                "this test mounts a " + type + ", which this user or system does not allow");
        Mount mount = new Mount(at);
        MOUNTED.add(mount);
        return mount;
    }

    /** Changes how it is mounted, or skips the test. */
    public void remount(String options) {
        assumeTrue(run("mount", "-o", "remount," + options, at.toString()), "a filesystem cannot be remounted here");
    }

    @Override
    public void close() {
        MOUNTED.remove(this);
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
